business_date=2024-08-31
rows=499
total.treated=451
sequence=1
