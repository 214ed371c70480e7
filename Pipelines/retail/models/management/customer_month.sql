/*---
model: customer_month
title: Each customer's month in figures
zh: 客户月度汇总
grain: one row per party and closed month since the party is known; of the running month only for parties with a movement
owner: data office
key: [party_id, month]
refresh: by party_id
columns:
  party_id:     { type: integer, required: true, class: C2, zh: 客户标识 }
  month:        { type: text, required: true, zh: 月份, doc: "yyyy-mm" }
  upto:         { type: text, required: true, zh: 截至日, doc: "last day of a closed month; of the running one the latest day on which a row of the party begins, ends or lies" }
  aum_end_fen:  { type: integer, required: true, class: C2, unit: fen, additive: semi, zh: 期末资产, doc: "customer assets at the end of upto" }
  aum_fen_days: { type: integer, required: true, class: C2, unit: fen days, additive: yes, zh: 资产日积数, doc: "assets summed over the days of the month through upto" }
  debt_end_fen: { type: integer, required: true, class: C2, unit: fen, additive: semi, zh: 期末负债 }
  spend_fen:    { type: integer, required: true, class: C2, unit: fen, additive: yes, zh: 消费金额, doc: "purchases less their reversals and refunds, with the cardholder, by posting date" }
  spend_cnt:    { type: integer, required: true, class: C2, unit: transactions, additive: yes, zh: 消费笔数, doc: "purchases" }
  order_fen:    { type: integer, required: true, class: C2, unit: fen, additive: yes, zh: 申购金额, doc: "confirmed purchases of wealth products, by day of confirmation" }
  login_days:   { type: integer, required: true, class: C2, unit: days, additive: yes, zh: 登录天数 }
  touch_cnt:    { type: integer, required: true, class: C2, unit: touches, additive: yes, zh: 触客次数, doc: "delivered touches of arm T" }
  complaint_cnt: { type: integer, required: true, class: C2, unit: tickets, additive: yes, zh: 投诉件数, doc: "complaints opened" }
  tp_pay:       { type: integer, required: true, zh: 第三方支付, doc: "1: an open demand account has it at the end of upto" }
  messenger:    { type: integer, required: true, zh: 信使, doc: "1: an open demand account has it at the end of upto" }
---*/
WITH movements AS (
  SELECT party_id, CAST(substr(moved_on, 1, 7) AS VARCHAR(7)) AS month, moved_on, CAST(substr(moved_on, 9, 2) AS BIGINT) AS day,
         aum_fen, debt_fen, tp_pay_cnt, messenger_cnt, 0 AS spend_fen, 0 AS spend_cnt, 0 AS order_fen, 0 AS login_days, 0 AS touch_cnt, 0 AS complaint_cnt
    FROM stock_movement
  UNION ALL
  SELECT party_id, CAST(substr(flow_on, 1, 7) AS VARCHAR(7)), flow_on, 0, 0, 0, 0, 0, spend_fen, spend_cnt, order_fen, login_days, touch_cnt, complaint_cnt
    FROM party_flow
  UNION ALL
  SELECT party_id, CAST(substr(MIN(valid_from), 1, 7) AS VARCHAR(7)), NULL, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
    FROM dim_party
   GROUP BY party_id
), moved AS (
  SELECT party_id, month, MAX(moved_on) AS moved_on, SUM(aum_fen) AS aum_fen, SUM(aum_fen * day) AS aum_fen_days, SUM(debt_fen) AS debt_fen,
         SUM(tp_pay_cnt) AS tp_pay_cnt, SUM(messenger_cnt) AS messenger_cnt,
         SUM(spend_fen) AS spend_fen, SUM(spend_cnt) AS spend_cnt, SUM(order_fen) AS order_fen, SUM(login_days) AS login_days, SUM(touch_cnt) AS touch_cnt, SUM(complaint_cnt) AS complaint_cnt
    FROM movements
   GROUP BY party_id, month
), stocks AS (
  SELECT party_id, month, LEAD(month, 1, '9999-12') OVER w AS next_month, moved_on, aum_fen - aum_fen_days AS aum_moved,
         SUM(aum_fen) OVER w AS aum_end_fen, SUM(debt_fen) OVER w AS debt_end_fen,
         SUM(tp_pay_cnt) OVER w AS tp_pay_cnt, SUM(messenger_cnt) OVER w AS messenger_cnt, spend_fen, spend_cnt, order_fen, login_days, touch_cnt, complaint_cnt
    FROM moved
  WINDOW w AS (PARTITION BY party_id ORDER BY month)
), grid AS (
  SELECT s.party_id, m.month, s.aum_end_fen, s.debt_end_fen, s.tp_pay_cnt, s.messenger_cnt,
         CASE WHEN s.month = m.month THEN 1 ELSE 0 END AS moves, s.aum_moved, s.spend_fen, s.spend_cnt, s.order_fen, s.login_days, s.touch_cnt, s.complaint_cnt,
         CASE WHEN m.date_id <= c.closed_to THEN m.date_id ELSE s.moved_on END AS upto
    FROM run_context AS c
   CROSS JOIN stocks AS s
    JOIN dim_date AS m ON m.is_month_end = 1 AND m.month >= s.month AND m.month < s.next_month AND (m.date_id <= c.closed_to OR m.month = s.month)
)
SELECT party_id, month, upto, aum_end_fen,
       aum_end_fen * CAST(substr(upto, 9, 2) AS BIGINT) + moves * aum_moved AS aum_fen_days,
       debt_end_fen, moves * spend_fen AS spend_fen, moves * spend_cnt AS spend_cnt, moves * order_fen AS order_fen, moves * login_days AS login_days, moves * touch_cnt AS touch_cnt,
       moves * complaint_cnt AS complaint_cnt,
       CASE WHEN tp_pay_cnt > 0 THEN 1 ELSE 0 END AS tp_pay, CASE WHEN messenger_cnt > 0 THEN 1 ELSE 0 END AS messenger
  FROM grid
 WHERE upto IS NOT NULL
