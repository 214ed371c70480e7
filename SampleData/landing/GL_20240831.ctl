business_date=2024-08-31
rows=52
total.balance_cny_fen=2573348587
sequence=1
