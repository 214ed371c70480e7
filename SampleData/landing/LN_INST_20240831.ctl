business_date=2024-08-31
rows=446
total.paid_fen=872568.67
sequence=1
