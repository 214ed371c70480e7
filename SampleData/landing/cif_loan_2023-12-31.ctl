business_date=2023-12-31
rows=60
total.active=60
sequence=1
