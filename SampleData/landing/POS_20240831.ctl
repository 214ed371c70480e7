business_date=2024-08-31
rows=247
total.value_fen=247535519
sequence=1
