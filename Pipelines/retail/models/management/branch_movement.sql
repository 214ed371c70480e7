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
  source:          { type: text, required: true, zh: 来源, doc: "ACCOUNT, ORPHAN (spend of cards whose account is not known), CUSTOMER, APPOINTMENT or TICKET" }
  customer_cnt:    { type: integer, required: true, unit: persons, additive: yes, zh: 客户变动, declassify: "a count over the customers of a branch" }
  aum_fen:         { type: integer, required: true, class: C2, unit: fen, additive: yes, zh: 资产变动 }
  debt_fen:        { type: integer, required: true, class: C2, unit: fen, additive: yes, zh: 负债变动 }
  spend_fen:       { type: integer, required: true, class: C2, unit: fen, additive: yes, zh: 消费金额 }
  appointment_cnt: { type: integer, required: true, unit: events, additive: yes, zh: 预约到店数, declassify: "a count over the customers of a branch" }
  complaint_cnt:   { type: integer, required: true, unit: tickets, additive: yes, zh: 投诉件数, declassify: "a count over the customers of a branch" }
---*/
WITH sides(side) AS (
  VALUES (1), (-1)
)
SELECT branch_no, month, 'ACCOUNT' AS source, 0 AS customer_cnt, SUM(aum_fen) AS aum_fen, SUM(debt_fen) AS debt_fen, SUM(spend_fen) AS spend_fen,
       0 AS appointment_cnt, 0 AS complaint_cnt
  FROM account_movement
 GROUP BY branch_no, month
UNION ALL
SELECT '-', substr(posted_on, 1, 7), 'ORPHAN', 0, 0, 0, SUM(signed_fen), 0, 0
  FROM fact_card_txn
 WHERE account_id IS NULL AND txn_type IN ('PURCHASE', 'INSTAL_PURCHASE', 'PURCHASE_REV', 'REFUND')
 GROUP BY substr(posted_on, 1, 7)
UNION ALL
SELECT p.main_branch_no, substr(CASE s.side WHEN 1 THEN p.valid_from ELSE p.valid_to END, 1, 7), 'CUSTOMER', SUM(s.side), 0, 0, 0, 0, 0
  FROM dim_party AS p
 CROSS JOIN sides AS s
 WHERE p.status = 'A' AND (s.side = 1 OR p.valid_to < '9999-12-31')
 GROUP BY p.main_branch_no, substr(CASE s.side WHEN 1 THEN p.valid_from ELSE p.valid_to END, 1, 7)
UNION ALL
SELECT COALESCE(branch_no, '-'), substr(biz_date, 1, 7), 'APPOINTMENT', 0, 0, 0, 0, COUNT(*), 0
  FROM fact_channel_event
 WHERE event_type = 'APPT_ARRIVE'
 GROUP BY COALESCE(branch_no, '-'), substr(biz_date, 1, 7)
UNION ALL
SELECT COALESCE(branch_no, '-'), substr(opened_on, 1, 7), 'TICKET', 0, 0, 0, 0, 0, COUNT(*)
  FROM fact_complaint
 GROUP BY COALESCE(branch_no, '-'), substr(opened_on, 1, 7)
