business_date=2023-12-31
rows=877
total.limit_fen=8590000.00
sequence=1
