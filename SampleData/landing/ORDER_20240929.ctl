business_date=2024-09-29
rows=14
total.amount_fen=2858216
sequence=1
