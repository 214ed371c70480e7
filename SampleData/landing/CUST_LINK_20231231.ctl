business_date=2023-12-31
rows=303
sequence=1
