business_date=2024-08-31
rows=35
total.active=33
sequence=1
