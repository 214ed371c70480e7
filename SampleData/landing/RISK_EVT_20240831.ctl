business_date=2024-08-31
rows=58
total.loss_fen=21632.37
total.blocked_fen=35684.26
sequence=1
