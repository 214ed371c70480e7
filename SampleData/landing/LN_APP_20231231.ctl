business_date=2023-12-31
rows=307
total.approved_fen=26524939.72
sequence=1
