business_date=2024-08-31
rows=2487
sequence=1
