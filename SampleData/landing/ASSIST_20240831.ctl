business_date=2024-08-31
rows=42
total.minutes=705
sequence=1
