business_date=2024-09-29
rows=167
total.value_fen=181595593
sequence=1
