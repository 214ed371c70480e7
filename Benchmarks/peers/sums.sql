-- What all must agree in, and with `ours` (ours.sql) where the name is there too. Amounts in fen.
SELECT 'customer_numbers' AS name, COUNT(*) AS value FROM dim_customer
UNION ALL SELECT 'card_txns', COUNT(*) FROM fact_card_txn
UNION ALL SELECT 'card_txn_fen', SUM(amount_fen) FROM fact_card_txn
UNION ALL SELECT 'spend_fen', SUM(is_spend * signed_fen) FROM fact_card_txn
UNION ALL SELECT 'deposit_fen', SUM(amount_fen) FROM fact_balance WHERE kind = 'DEPOSIT'
UNION ALL SELECT 'overdraft_fen', SUM(amount_fen) FROM fact_balance WHERE kind = 'CREDIT'
UNION ALL SELECT 'loan_fen', SUM(amount_fen) FROM fact_balance WHERE kind = 'LOAN'
UNION ALL SELECT 'loans_outstanding', COUNT(*) FROM fact_balance WHERE kind = 'LOAN'
UNION ALL SELECT 'wealth_fen', SUM(amount_fen) FROM fact_balance WHERE kind = 'WEALTH'
UNION ALL SELECT 'policy_fen', SUM(amount_fen) FROM fact_balance WHERE kind = 'POLICY'
UNION ALL SELECT 'month_spend_fen', SUM(spend_fen) FROM customer_month
UNION ALL SELECT 'month_spend_cnt', SUM(spend_cnt) FROM customer_month
UNION ALL SELECT 'month_order_fen', SUM(order_fen) FROM customer_month
UNION ALL SELECT 'rfm_frequency', SUM(frequency_cnt) FROM mkt_rfm
UNION ALL SELECT 'assets_fen', SUM(aum_fen) FROM customer_360
UNION ALL SELECT 'debts_fen', SUM(debt_fen) FROM customer_360
UNION ALL SELECT 'overdue_loans', SUM(overdue_loans) FROM risk_party
UNION ALL SELECT 'parties', COUNT(*) FROM customer_360
UNION ALL SELECT 'customer_months', COUNT(*) FROM customer_month
UNION ALL SELECT 'month_logins', SUM(login_days) FROM customer_month
UNION ALL SELECT 'month_touches', SUM(touch_cnt) FROM customer_month
UNION ALL SELECT 'month_end_fen', SUM(deposit_end_fen - overdraft_end_fen) FROM customer_month
UNION ALL SELECT 'rfm_parties', COUNT(*) FROM mkt_rfm
UNION ALL SELECT 'rfm_scores', SUM(r * 100 + f * 10 + m) FROM mkt_rfm
UNION ALL SELECT 'guaranteed_fen', SUM(guarantee_fen) FROM risk_party
UNION ALL SELECT 'parties_refusing', SUM(has_refused) FROM customer_360;
