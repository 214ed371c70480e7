business_date=2024-08-31
rows=121
total.amount_fen=26069796
sequence=1
