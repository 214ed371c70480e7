business_date=2024-09-30
rows=13
total.value_fen=9648382
sequence=1
