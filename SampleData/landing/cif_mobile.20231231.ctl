business_date=2023-12-31
rows=575
total.active=569
sequence=1
