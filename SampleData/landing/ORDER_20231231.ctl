business_date=2023-12-31
rows=0
total.amount_fen=0
sequence=1
