business_date=2024-08-31
rows=30
sequence=1
