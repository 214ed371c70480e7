business_date=2024-08-31
rows=106
total.approved_fen=4544110.64
sequence=1
