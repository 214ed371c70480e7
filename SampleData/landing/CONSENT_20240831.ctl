business_date=2024-08-31
rows=36
sequence=1
