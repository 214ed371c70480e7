business_date=2024-09-29
rows=577
sequence=1
