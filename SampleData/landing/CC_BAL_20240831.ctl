business_date=2024-08-31
rows=1551
total.overdraft_fen=10322085.14
sequence=1
