business_date=2024-09-29
rows=193
total.overdraft_fen=901830.00
sequence=1
