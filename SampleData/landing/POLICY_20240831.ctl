business_date=2024-08-31
rows=9
total.paid_premium_fen=119664.95
sequence=1
