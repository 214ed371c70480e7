business_date=2024-09-30
rows=0
sequence=1
