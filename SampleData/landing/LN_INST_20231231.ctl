business_date=2023-12-31
rows=591
total.paid_fen=266948.71
sequence=1
