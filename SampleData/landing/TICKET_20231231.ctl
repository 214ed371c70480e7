business_date=2023-12-31
rows=1
sequence=1
