/*---
model: branch_movement
title: Movements of each branch's stocks and flows by month
zh: 网点月度变动
grain: one row per branch, month and source of the figure
owner: management accounting
key: [branch_no, month, source]
refresh: view
columns:
  branch_no:       { type: text, required: true, zh: 网点号, doc: "- where it is not known" }
  month:           { type: text, required: true, zh: 月份 }
  source:          { type: text, required: true, zh: 来源, doc: "STOCK, CUSTOMER, SPEND, APPOINTMENT or TICKET" }
  customer_cnt:    { type: integer, required: true, unit: persons, additive: yes, zh: 客户变动, declassify: "a count over the customers of a branch" }
  aum_fen:         { type: integer, required: true, class: C2, unit: fen, additive: yes, zh: 资产变动 }
  debt_fen:        { type: integer, required: true, class: C2, unit: fen, additive: yes, zh: 负债变动 }
  spend_fen:       { type: integer, required: true, class: C2, unit: fen, additive: yes, zh: 消费金额 }
  appointment_cnt: { type: integer, required: true, unit: events, additive: yes, zh: 预约到店数, declassify: "a count over the customers of a branch" }
  complaint_cnt:   { type: integer, required: true, unit: tickets, additive: yes, zh: 投诉件数, declassify: "a count over the customers of a branch" }
---*/
WITH homes AS (
  SELECT account_id, branch_no,
         CASE WHEN ROW_NUMBER() OVER w = 1 THEN '0001-01-01' ELSE valid_from END AS valid_from,
         LEAD(valid_from, 1, '9999-12-31') OVER w AS valid_to
    FROM dim_account
  WINDOW w AS (PARTITION BY account_id ORDER BY valid_from)
), sides(side) AS (
  VALUES (1), (-1)
), stocks AS (
  SELECT COALESCE(h.branch_no, '-') AS branch_no,
         CASE WHEN h.valid_from > b.valid_from THEN h.valid_from ELSE b.valid_from END AS begun_on,
         CASE WHEN h.valid_to < b.valid_to THEN h.valid_to ELSE b.valid_to END AS ended_on,
         CASE WHEN substr(b.kind, 1, 5) IN ('LOAN_', 'CARD_') THEN 0 ELSE b.amount_fen END AS aum_fen,
         CASE WHEN (substr(b.kind, 1, 5) = 'LOAN_' OR b.kind = 'CARD_OVERDRAFT') AND b.amount_fen > 0 THEN b.amount_fen ELSE 0 END AS debt_fen
    FROM fact_balance AS b
    LEFT JOIN homes AS h ON h.account_id = b.account_id AND h.valid_from < b.valid_to AND h.valid_to > b.valid_from
)
SELECT t.branch_no, substr(CASE s.side WHEN 1 THEN t.begun_on ELSE t.ended_on END, 1, 7) AS month, 'STOCK' AS source, 0 AS customer_cnt,
       SUM(s.side * t.aum_fen) AS aum_fen, SUM(s.side * t.debt_fen) AS debt_fen, 0 AS spend_fen, 0 AS appointment_cnt, 0 AS complaint_cnt
  FROM stocks AS t
 CROSS JOIN sides AS s
 WHERE s.side = 1 OR t.ended_on < '9999-12-31'
 GROUP BY t.branch_no, substr(CASE s.side WHEN 1 THEN t.begun_on ELSE t.ended_on END, 1, 7)
UNION ALL
SELECT p.main_branch_no, substr(CASE s.side WHEN 1 THEN p.valid_from ELSE p.valid_to END, 1, 7), 'CUSTOMER', SUM(s.side), 0, 0, 0, 0, 0
  FROM dim_party AS p
 CROSS JOIN sides AS s
 WHERE p.status = 'A' AND (s.side = 1 OR p.valid_to < '9999-12-31')
 GROUP BY p.main_branch_no, substr(CASE s.side WHEN 1 THEN p.valid_from ELSE p.valid_to END, 1, 7)
UNION ALL
SELECT COALESCE(h.branch_no, '-'), substr(t.posted_on, 1, 7), 'SPEND', 0, 0, 0, SUM(t.signed_fen), 0, 0
  FROM fact_card_txn AS t
  LEFT JOIN homes AS h ON h.account_id = t.account_id AND h.valid_from <= t.posted_on AND h.valid_to > t.posted_on
 WHERE t.txn_type IN ('PURCHASE', 'INSTAL_PURCHASE', 'PURCHASE_REV', 'REFUND')
 GROUP BY COALESCE(h.branch_no, '-'), substr(t.posted_on, 1, 7)
UNION ALL
SELECT COALESCE(branch_no, '-'), substr(biz_date, 1, 7), 'APPOINTMENT', 0, 0, 0, 0, COUNT(*), 0
  FROM fact_channel_event
 WHERE event_type = 'APPT_ARRIVE'
 GROUP BY COALESCE(branch_no, '-'), substr(biz_date, 1, 7)
UNION ALL
SELECT COALESCE(branch_no, '-'), substr(opened_on, 1, 7), 'TICKET', 0, 0, 0, 0, 0, COUNT(*)
  FROM fact_complaint
 GROUP BY COALESCE(branch_no, '-'), substr(opened_on, 1, 7)
