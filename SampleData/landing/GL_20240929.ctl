business_date=2024-09-29
rows=52
total.balance_cny_fen=2560273062
sequence=1
