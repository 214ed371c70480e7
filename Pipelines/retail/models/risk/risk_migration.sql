/*---
model: risk_migration
title: Where loans went from bucket to bucket
zh: 逾期迁徙
grain: one row per month and the one before, loan type, bucket then and bucket now
owner: risk
key: [month_from, month_to, loan_type, bucket_from, bucket_to]
refresh: full
columns:
  month_from:       { type: text, required: true, zh: 起始月, doc: "yyyy-mm, at its last day" }
  month_to:         { type: text, required: true, zh: 截止月, doc: "the month after, at its last day; of the running month as of tonight" }
  loan_type:        { type: text, required: true, zh: 贷款类型, doc: "CARD for card accounts" }
  bucket_from:      { type: text, required: true, zh: 起始逾期区间, declassify: "of all accounts together", doc: "NEW for an account that was not there; all of them in the first month that the mart knows" }
  bucket_to:        { type: text, required: true, zh: 截止逾期区间, declassify: "of all accounts together", doc: "CLOSED for an account that is no longer there" }
  account_cnt:      { type: integer, required: true, unit: accounts, additive: yes, zh: 账户数, doc: "loans or card accounts that went this way" }
  balance_from_fen: { type: integer, required: true, unit: fen, additive: yes, zh: 起始余额, declassify: "of all accounts together", doc: "sums over bucket_to to the stock of month_from; of cards the positive part" }
  balance_to_fen:   { type: integer, required: true, unit: fen, additive: yes, zh: 截止余额, declassify: "of all accounts together", doc: "sums over bucket_from to the stock of month_to; of cards the positive part" }
---*/
WITH summed AS (
  SELECT month_to, loan_type, bucket_from, bucket_to, COUNT(*) AS account_cnt, SUM(balance_from_fen) AS balance_from_fen, SUM(balance_to_fen) AS balance_to_fen
    FROM loan_move
   GROUP BY month_to, loan_type, bucket_from, bucket_to
)
SELECT p.month AS month_from, s.month_to, s.loan_type, s.bucket_from, s.bucket_to, s.account_cnt, s.balance_from_fen, s.balance_to_fen
  FROM summed AS s
  JOIN dim_date AS d ON d.date_id = s.month_to || '-01'
  JOIN dim_date AS p ON p.day_no = d.day_no - 1
