business_date=2023-12-31
rows=21
total.minutes=9932
sequence=1
