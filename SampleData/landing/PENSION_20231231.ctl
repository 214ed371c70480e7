business_date=2023-12-31
rows=16
total.amount_fen=14699.60
sequence=1
