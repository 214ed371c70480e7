business_date=2024-09-30
rows=23
sequence=1
