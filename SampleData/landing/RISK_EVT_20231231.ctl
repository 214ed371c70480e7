business_date=2023-12-31
rows=0
total.loss_fen=0.00
total.blocked_fen=0.00
sequence=1
