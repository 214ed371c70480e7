business_date=2024-09-29
rows=8
total.approved_fen=206000.00
sequence=1
