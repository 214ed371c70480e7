business_date=2024-09-29
rows=3
sequence=1
