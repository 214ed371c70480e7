business_date=2024-08-31
rows=1215
total.overdraft_fen=8573058.35
sequence=1
