business_date=2023-12-31
rows=195
sequence=1
