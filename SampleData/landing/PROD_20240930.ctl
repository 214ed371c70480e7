business_date=2024-09-30
rows=310
sequence=1
