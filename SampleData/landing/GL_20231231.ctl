business_date=2023-12-31
rows=52
total.balance_cny_fen=2604323997
sequence=1
