business_date=2024-08-31
rows=105
sequence=1
