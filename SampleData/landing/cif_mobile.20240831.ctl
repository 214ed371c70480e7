business_date=2024-08-31
rows=69
total.active=65
sequence=1
