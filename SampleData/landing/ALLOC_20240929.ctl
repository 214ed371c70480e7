business_date=2024-09-29
rows=14
sequence=1
