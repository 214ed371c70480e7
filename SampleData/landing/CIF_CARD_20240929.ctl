business_date=2024-09-29
rows=2
total.active=2
sequence=1
