/*---
model: card_terms
title: Terms of card accounts that decide their risk
zh: 信用卡风险要素
grain: one row per card account and interval [valid_from, valid_to) of unchanged terms
owner: risk
key: [account_id, valid_from]
refresh: by account_id
columns:
  account_id:    { type: integer, required: true, class: C2, zh: 账户标识 }
  overdue_since: { type: text, class: C2, zh: 逾期起始日, doc: "the row's date less its days past due" }
  overdue_fen:   { type: integer, required: true, class: C2, unit: fen, additive: semi, zh: 逾期金额, doc: "minimum due that is unpaid while days are past due" }
  limit_fen:     { type: integer, required: true, class: C2, unit: fen, additive: semi, zh: 授信额度 }
  valid_from:    { type: text, required: true, zh: 生效日, doc: "first day the row holds" }
  valid_to:      { type: text, required: true, zh: 失效日, doc: "first day it no longer holds; 9999-12-31 while current" }
  delivery_id:   { type: integer, required: true, zh: 交付标识, doc: "delivery of the row that began the interval" }
  line_no:       { type: integer, required: true, zh: 行号 }
---*/
WITH days AS (
  SELECT b.card_acct_no, b.biz_date, o.date_id AS overdue_since, CASE WHEN b.dpd > 0 THEN COALESCE(b.min_due_fen, 0) ELSE 0 END AS overdue_fen,
         b.limit_fen, b.delivery_id, b.line_no
    FROM stg_credit_card_balance AS b
    LEFT JOIN dim_date AS d ON d.date_id = b.biz_date AND b.dpd > 0
    LEFT JOIN dim_date AS o ON o.day_no = d.day_no - b.dpd
), marked AS (
  SELECT card_acct_no, biz_date, overdue_since, overdue_fen, limit_fen, delivery_id, line_no,
         CASE WHEN LAG(overdue_fen) OVER w = overdue_fen AND LAG(limit_fen) OVER w = limit_fen
                   AND LAG(overdue_since) OVER w IS NOT DISTINCT FROM overdue_since THEN 0 ELSE 1 END AS opens
    FROM days
  WINDOW w AS (PARTITION BY card_acct_no ORDER BY biz_date)
)
SELECT card_acct_no AS account_id, overdue_since, overdue_fen, limit_fen, biz_date AS valid_from,
       LEAD(biz_date, 1, '9999-12-31') OVER (PARTITION BY card_acct_no ORDER BY biz_date) AS valid_to, delivery_id, line_no
  FROM marked
 WHERE opens = 1
