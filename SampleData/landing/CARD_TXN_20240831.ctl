business_date=2024-08-31
rows=3642
total.amount_fen=19862931.07
total.debit_fen=10089827.95
total.credit_fen=9773103.12
sequence=1
