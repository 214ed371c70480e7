business_date=2024-09-30
rows=2
total.treated=1
sequence=1
