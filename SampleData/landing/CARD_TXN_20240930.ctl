business_date=2024-09-30
rows=25
total.amount_fen=173917.88
total.debit_fen=120500.88
total.credit_fen=53417.00
sequence=1
