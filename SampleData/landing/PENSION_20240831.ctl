business_date=2024-08-31
rows=7
total.amount_fen=13023.17
sequence=1
