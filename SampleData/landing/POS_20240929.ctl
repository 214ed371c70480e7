business_date=2024-09-29
rows=163
total.value_fen=193901441
sequence=1
