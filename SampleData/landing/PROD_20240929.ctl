business_date=2024-09-29
rows=310
sequence=1
