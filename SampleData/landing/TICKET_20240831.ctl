business_date=2024-08-31
rows=5
sequence=1
