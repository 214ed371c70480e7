business_date=2024-09-29
rows=247
total.overdraft_fen=963036.40
sequence=1
