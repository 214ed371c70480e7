business_date=2024-09-29
rows=59
total.paid_fen=216886.12
sequence=1
