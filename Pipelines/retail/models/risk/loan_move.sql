/*---
model: loan_move
title: Where each loan went from month to month
zh: 贷款逐月迁徙
grain: one row per loan or card account and month at whose beginning or end it was there
owner: risk
key: [account_id, month_to]
cluster: [month_to, loan_type, bucket_from, bucket_to, account_id]
indexes: [[account_id]]
refresh: by account_id
columns:
  account_id:       { type: integer, required: true, class: C2, zh: 账户标识 }
  month_to:         { type: text, required: true, zh: 截止月, doc: "yyyy-mm, at its last day; of the running month as it is; beside the end of the month before" }
  loan_type:        { type: text, required: true, zh: 贷款类型, doc: "CARD for card accounts" }
  bucket_from:      { type: text, required: true, class: C2, zh: 起始逾期区间, doc: "NEW for an account that was not there" }
  bucket_to:        { type: text, required: true, class: C2, zh: 截止逾期区间, doc: "CLOSED for an account that is no longer there" }
  balance_from_fen: { type: integer, required: true, class: C2, unit: fen, additive: semi, zh: 起始余额, doc: "of cards the positive part" }
  balance_to_fen:   { type: integer, required: true, class: C2, unit: fen, additive: semi, zh: 截止余额, doc: "of cards the positive part" }
---*/
WITH owed AS (
  SELECT account_id, CASE WHEN amount_fen > 0 THEN amount_fen ELSE 0 END AS amount_fen,
         CAST(substr(valid_from, 1, 7) AS VARCHAR(7)) AS month, CAST(substr(valid_to, 1, 7) AS VARCHAR(7)) AS gone_month
    FROM fact_balance
   WHERE kind IN ('CARD_OVERDRAFT', 'LOAN_BUSINESS', 'LOAN_CONS_CREDIT', 'LOAN_CONS_SECURED', 'LOAN_MORTGAGE') AND substr(valid_from, 1, 7) < substr(valid_to, 1, 7)
), states AS (
  SELECT account_id, loan_type, bucket, CAST(substr(valid_from, 1, 7) AS VARCHAR(7)) AS month, CAST(substr(valid_to, 1, 7) AS VARCHAR(7)) AS gone_month
    FROM fact_loan_state
   WHERE substr(valid_from, 1, 7) < substr(valid_to, 1, 7)
), parts AS (
  SELECT s.account_id, m.month, m.day_no, CAST(substr(m.date_id, 9, 2) AS BIGINT) AS days, s.loan_type, s.bucket, NULL AS amount_fen
    FROM run_context AS c
   CROSS JOIN states AS s
    JOIN dim_date AS m ON m.is_month_end = 1 AND m.month >= s.month AND m.month < s.gone_month AND m.month <= c.month
  UNION ALL
  SELECT b.account_id, m.month, m.day_no, CAST(substr(m.date_id, 9, 2) AS BIGINT), NULL, NULL, b.amount_fen
    FROM run_context AS c
   CROSS JOIN owed AS b
    JOIN dim_date AS m ON m.is_month_end = 1 AND m.month >= b.month AND m.month < b.gone_month AND m.month <= c.month
), stocks AS (
  SELECT account_id, month, MAX(day_no) AS day_no, MAX(days) AS days, MAX(loan_type) AS loan_type, MAX(bucket) AS bucket, SUM(amount_fen) AS amount_fen
    FROM parts
   GROUP BY account_id, month
  HAVING MAX(bucket) IS NOT NULL AND SUM(amount_fen) IS NOT NULL
), places AS (
  SELECT account_id, month, day_no, loan_type, bucket, amount_fen,
         CASE WHEN LAG(day_no) OVER w = day_no - days THEN 1 ELSE 0 END AS goes_on, LAG(bucket) OVER w AS bucket_before, LAG(amount_fen) OVER w AS amount_before,
         LEAD(day_no) OVER w AS next_day_no, LEAD(days) OVER w AS next_days
    FROM stocks
  WINDOW w AS (PARTITION BY account_id ORDER BY month)
)
SELECT account_id, month AS month_to, loan_type, CASE goes_on WHEN 1 THEN bucket_before ELSE 'NEW' END AS bucket_from, bucket AS bucket_to,
       CASE goes_on WHEN 1 THEN amount_before ELSE 0 END AS balance_from_fen, amount_fen AS balance_to_fen
  FROM places
UNION ALL
SELECT p.account_id, n.month, p.loan_type, p.bucket, 'CLOSED', p.amount_fen, 0
  FROM run_context AS c
 CROSS JOIN places AS p
  JOIN dim_date AS n ON n.day_no = p.day_no + 1 AND n.month <= c.month
 WHERE p.next_day_no IS NULL OR p.next_day_no - p.next_days <> p.day_no
