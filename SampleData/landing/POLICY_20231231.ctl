business_date=2023-12-31
rows=19
total.paid_premium_fen=651033.00
sequence=1
