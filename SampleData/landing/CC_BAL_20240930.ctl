business_date=2024-09-30
rows=8
total.overdraft_fen=13459.49
sequence=1
