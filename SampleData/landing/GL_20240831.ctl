business_date=2024-08-31
rows=52
total.balance_cny_fen=2559108019
sequence=1
