business_date=2024-09-29
rows=5
sequence=1
