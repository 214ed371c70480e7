SELECT 'customer_numbers' AS name, COUNT(*) AS value FROM id_xref WHERE is_current = 1
UNION ALL SELECT 'card_txns', COUNT(*) FROM fact_card_txn
UNION ALL SELECT 'card_txn_fen', SUM(amount_fen) FROM fact_card_txn
UNION ALL SELECT 'spend_fen', SUM(signed_fen) FROM fact_card_txn WHERE txn_type IN ('PURCHASE', 'INSTAL_PURCHASE', 'PURCHASE_REV', 'REFUND')
UNION ALL SELECT 'deposit_fen', SUM(amount_fen) FROM fact_balance WHERE valid_to = '9999-12-31' AND kind IN ('DEMAND', 'TIME', 'PENSION_CASH')
UNION ALL SELECT 'overdraft_fen', SUM(amount_fen) FROM fact_balance WHERE valid_to = '9999-12-31' AND kind = 'CARD_OVERDRAFT'
UNION ALL SELECT 'loan_fen', SUM(amount_fen) FROM fact_balance WHERE valid_to = '9999-12-31' AND kind LIKE 'LOAN\_%' ESCAPE '\'
UNION ALL SELECT 'loans_outstanding', COUNT(*) FROM fact_balance WHERE valid_to = '9999-12-31' AND kind LIKE 'LOAN\_%' ESCAPE '\'
UNION ALL SELECT 'wealth_fen', SUM(amount_fen) FROM fact_balance WHERE valid_to = '9999-12-31' AND kind IN ('WMP', 'MMF', 'FUND', 'BOND', 'METAL')
UNION ALL SELECT 'policy_fen', SUM(amount_fen) FROM fact_balance WHERE valid_to = '9999-12-31' AND kind = 'INSURANCE'
UNION ALL SELECT 'month_spend_fen', SUM(spend_fen) FROM customer_month
UNION ALL SELECT 'month_spend_cnt', SUM(spend_cnt) FROM customer_month
UNION ALL SELECT 'month_order_fen', SUM(order_fen) FROM customer_month
UNION ALL SELECT 'month_touches', SUM(touch_cnt) FROM customer_month
UNION ALL SELECT 'rfm_frequency', SUM(frequency_cnt) FROM mkt_rfm
UNION ALL SELECT 'assets_fen', SUM(aum_fen) FROM customer_360
UNION ALL SELECT 'debts_fen', SUM(debt_fen) FROM customer_360
UNION ALL SELECT 'overdue_loans', COUNT(*) FROM fact_loan_state WHERE valid_to = '9999-12-31' AND overdue_since IS NOT NULL AND loan_type <> 'CARD'
UNION ALL SELECT 'rows.' || feed, SUM(accepted + repeated) FROM meta_delivery GROUP BY feed
