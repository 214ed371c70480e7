business_date=2023-12-31
rows=271
total.value_fen=232035801
sequence=1
