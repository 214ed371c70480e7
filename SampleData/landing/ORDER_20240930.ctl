business_date=2024-09-30
rows=1
total.amount_fen=330000
sequence=1
