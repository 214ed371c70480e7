business_date=2024-09-29
rows=1
total.amount_fen=6361.73
sequence=1
