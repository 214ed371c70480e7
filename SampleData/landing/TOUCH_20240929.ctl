business_date=2024-09-29
rows=37
total.treated=32
sequence=1
