business_date=2024-09-30
rows=52
total.balance_cny_fen=2740202691
sequence=1
