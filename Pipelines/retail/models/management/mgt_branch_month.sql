/*---
model: mgt_branch_month
title: Each branch's month in figures
zh: 网点月度汇总
grain: one row per branch and month, the running one through tonight
owner: management accounting
key: [branch_no, month]
refresh: full
columns:
  branch_no:       { type: text, required: true, zh: 网点号, doc: "- where it is not known" }
  month:           { type: text, required: true, zh: 月份, doc: "yyyy-mm" }
  customer_cnt:    { type: integer, required: true, unit: persons, additive: no, zh: 客户数, doc: "customers whose main branch it is, at the end of the month", declassify: "a count over the customers of a branch" }
  aum_end_fen:     { type: integer, required: true, class: C2, unit: fen, additive: semi, zh: 期末资产, doc: "customer assets in the branch's accounts" }
  debt_end_fen:    { type: integer, required: true, class: C2, unit: fen, additive: semi, zh: 期末负债, doc: "loans and the positive part of overdrafts in the branch's accounts" }
  spend_fen:       { type: integer, required: true, class: C2, unit: fen, additive: yes, zh: 消费金额, doc: "card spend of the branch's accounts" }
  appointment_cnt: { type: integer, required: true, unit: events, additive: yes, zh: 预约到店数, doc: "appointments kept", declassify: "a count over the customers of a branch" }
  complaint_cnt:   { type: integer, required: true, unit: tickets, additive: yes, zh: 投诉件数, doc: "complaints opened", declassify: "a count over the customers of a branch" }
---*/
WITH moved AS (
  SELECT branch_no, CAST(month AS VARCHAR(7)) AS month, SUM(customer_cnt) AS customer_cnt, SUM(aum_fen) AS aum_fen, SUM(debt_fen) AS debt_fen,
         SUM(spend_fen) AS spend_fen, SUM(appointment_cnt) AS appointment_cnt, SUM(complaint_cnt) AS complaint_cnt
    FROM branch_movement
   GROUP BY branch_no, CAST(month AS VARCHAR(7))
), stocks AS (
  SELECT branch_no, month, LEAD(month, 1, '9999-12') OVER w AS next_month, SUM(customer_cnt) OVER w AS customer_cnt,
         SUM(aum_fen) OVER w AS aum_end_fen, SUM(debt_fen) OVER w AS debt_end_fen, spend_fen, appointment_cnt, complaint_cnt
    FROM moved
  WINDOW w AS (PARTITION BY branch_no ORDER BY month)
)
SELECT s.branch_no, m.month, s.customer_cnt, s.aum_end_fen, s.debt_end_fen,
       CASE WHEN m.month = s.month THEN s.spend_fen ELSE 0 END AS spend_fen,
       CASE WHEN m.month = s.month THEN s.appointment_cnt ELSE 0 END AS appointment_cnt,
       CASE WHEN m.month = s.month THEN s.complaint_cnt ELSE 0 END AS complaint_cnt
  FROM run_context AS c
 CROSS JOIN stocks AS s
  JOIN dim_date AS m ON m.is_month_end = 1 AND m.month >= s.month AND m.month < s.next_month AND m.month <= c.month
