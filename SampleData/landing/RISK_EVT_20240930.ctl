business_date=2024-09-30
rows=0
total.loss_fen=0.00
total.blocked_fen=0.00
sequence=1
