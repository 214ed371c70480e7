business_date=2024-09-29
rows=3
total.minutes=21611
sequence=1
