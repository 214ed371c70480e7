business_date=2024-09-29
rows=13
total.active=12
sequence=1
