business_date=2024-08-31
rows=290
total.value_fen=248723030
sequence=1
