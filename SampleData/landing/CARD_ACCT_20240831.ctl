business_date=2024-08-31
rows=75
total.limit_fen=395000.00
sequence=1
