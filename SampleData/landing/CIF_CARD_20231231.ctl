business_date=2023-12-31
rows=310
total.active=303
sequence=1
