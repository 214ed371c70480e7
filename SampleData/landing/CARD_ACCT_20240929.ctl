business_date=2024-09-29
rows=11
total.limit_fen=90000.00
sequence=1
