business_date=2024-09-29
rows=584
total.amount_fen=2531867.86
total.debit_fen=1582137.42
total.credit_fen=949730.44
sequence=1
