/*---
model: customer_month_now
title: Each customer's months, the running one through tonight
zh: 客户月度汇总（截至当日）
grain: one row per party and month
owner: data office
key: [party_id, month]
refresh: view
columns:
  party_id:     { type: integer, required: true, class: C2, zh: 客户标识 }
  month:        { type: text, required: true, zh: 月份, doc: "yyyy-mm" }
  upto:         { type: text, required: true, zh: 截至日, doc: "as customer_month has it; of a month made here the last day before it" }
  aum_end_fen:  { type: integer, required: true, class: C2, unit: fen, additive: semi, zh: 期末资产 }
  aum_fen_days: { type: integer, required: true, class: C2, unit: fen days, additive: yes, zh: 资产日积数, doc: "through as_of in the running month" }
  debt_end_fen: { type: integer, required: true, class: C2, unit: fen, additive: semi, zh: 期末负债 }
  spend_fen:    { type: integer, required: true, class: C2, unit: fen, additive: yes, zh: 消费金额 }
  spend_cnt:    { type: integer, required: true, class: C2, unit: transactions, additive: yes, zh: 消费笔数 }
  order_fen:    { type: integer, required: true, class: C2, unit: fen, additive: yes, zh: 申购金额 }
  login_days:   { type: integer, required: true, class: C2, unit: days, additive: yes, zh: 登录天数 }
  touch_cnt:    { type: integer, required: true, class: C2, unit: touches, additive: yes, zh: 触客次数 }
  complaint_cnt: { type: integer, required: true, class: C2, unit: tickets, additive: yes, zh: 投诉件数 }
  tp_pay:       { type: integer, required: true, zh: 第三方支付 }
  messenger:    { type: integer, required: true, zh: 信使 }
  as_of:        { type: text, required: true, zh: 时点 }
  days:         { type: integer, required: true, unit: days, zh: 天数, doc: "days of the month through as_of; the divisor of an average" }
---*/
SELECT m.party_id, m.month, m.upto, m.aum_end_fen,
       CASE WHEN m.month = c.month
            THEN m.aum_fen_days + m.aum_end_fen * (CAST(substr(c.as_of, 9, 2) AS BIGINT) - CAST(substr(m.upto, 9, 2) AS BIGINT))
            ELSE m.aum_fen_days END AS aum_fen_days,
       m.debt_end_fen, m.spend_fen, m.spend_cnt, m.order_fen, m.login_days, m.touch_cnt, m.complaint_cnt, m.tp_pay, m.messenger, c.as_of,
       CASE WHEN m.month = c.month THEN CAST(substr(c.as_of, 9, 2) AS BIGINT) ELSE CAST(substr(m.upto, 9, 2) AS BIGINT) END AS days
  FROM customer_month AS m
 CROSS JOIN run_context AS c
UNION ALL
SELECT m.party_id, c.month, m.upto, m.aum_end_fen, m.aum_end_fen * CAST(substr(c.as_of, 9, 2) AS BIGINT),
       m.debt_end_fen, 0, 0, 0, 0, 0, 0, m.tp_pay, m.messenger, c.as_of, CAST(substr(c.as_of, 9, 2) AS BIGINT)
  FROM run_context AS c
  JOIN dim_date AS f ON f.date_id = c.month_from
  JOIN dim_date AS p ON p.day_no = f.day_no - 1
  JOIN customer_month AS m ON m.month = p.month
 WHERE NOT EXISTS (SELECT 1 FROM customer_month AS r WHERE r.party_id = m.party_id AND r.month = c.month)
