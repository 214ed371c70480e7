business_date=2024-09-30
rows=0
total.minutes=0
sequence=1
