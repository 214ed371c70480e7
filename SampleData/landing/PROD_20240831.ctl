business_date=2024-08-31
rows=307
sequence=1
