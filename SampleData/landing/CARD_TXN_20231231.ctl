business_date=2023-12-31
rows=0
total.amount_fen=0.00
total.debit_fen=0.00
total.credit_fen=0.00
sequence=1
