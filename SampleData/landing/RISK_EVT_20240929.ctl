business_date=2024-09-29
rows=1
total.loss_fen=0.00
total.blocked_fen=3733.74
sequence=1
