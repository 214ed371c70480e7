business_date=2024-09-29
rows=1
sequence=1
