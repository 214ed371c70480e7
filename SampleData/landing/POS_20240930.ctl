business_date=2024-09-30
rows=14
total.value_fen=923520
sequence=1
