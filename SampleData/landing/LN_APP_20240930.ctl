business_date=2024-09-30
rows=0
total.approved_fen=0.00
sequence=1
