business_date=2023-12-31
rows=149
total.overdraft_fen=594213.18
sequence=1
