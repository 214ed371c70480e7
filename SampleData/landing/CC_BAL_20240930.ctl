business_date=2024-09-30
rows=6
total.overdraft_fen=12778.99
sequence=1
