/*---
model: customer_month
title: Each customer's month in figures
zh: 客户月度汇总
grain: one row per party and closed month since the party is known; of the running month only for parties with a movement
owner: data office
key: [party_id, month]
refresh: full
columns:
  party_id:     { type: integer, required: true, class: C2, zh: 客户标识 }
  month:        { type: text, required: true, zh: 月份, doc: "yyyy-mm" }
  upto:         { type: text, required: true, zh: 截至日, doc: "last day of a closed month; of the running one the latest day on which a row of the party begins, ends or lies" }
  aum_end_fen:  { type: integer, required: true, class: C2, unit: fen, additive: semi, zh: 期末资产, doc: "customer assets at the end of upto" }
  aum_fen_days: { type: integer, required: true, class: C2, unit: fen days, additive: yes, zh: 资产日积数, doc: "assets summed over the days of the month through upto" }
  debt_end_fen: { type: integer, required: true, class: C2, unit: fen, additive: semi, zh: 期末负债 }
  spend_fen:    { type: integer, required: true, class: C2, unit: fen, additive: yes, zh: 消费金额, doc: "purchases less their reversals and refunds, with the cardholder, by posting date" }
  spend_cnt:    { type: integer, required: true, class: C2, unit: transactions, additive: yes, zh: 消费笔数, doc: "purchases" }
  login_days:   { type: integer, required: true, class: C2, unit: days, additive: yes, zh: 登录天数 }
  touch_cnt:    { type: integer, required: true, class: C2, unit: touches, additive: yes, zh: 触客次数, doc: "delivered touches of arm T" }
  tp_pay:       { type: integer, required: true, zh: 第三方支付, doc: "1: an open demand account has it at the end of upto" }
  messenger:    { type: integer, required: true, zh: 信使, doc: "1: an open demand account has it at the end of upto" }
---*/
WITH moves AS (
  SELECT party_id, CAST(substr(moved_on, 1, 7) AS VARCHAR(7)) AS month, MAX(moved_on) AS moved_on, SUM(aum_fen) AS aum_fen,
         SUM(aum_fen * CAST(substr(moved_on, 9, 2) AS BIGINT)) AS aum_fen_dom, SUM(debt_fen) AS debt_fen, SUM(tp_pay_cnt) AS tp_pay_cnt, SUM(messenger_cnt) AS messenger_cnt
    FROM party_stock_move
   GROUP BY party_id, substr(moved_on, 1, 7)
), flows AS (
  SELECT party_id, month, MAX(upto) AS upto, SUM(spend_fen) AS spend_fen, SUM(spend_cnt) AS spend_cnt, SUM(login_days) AS login_days, SUM(touch_cnt) AS touch_cnt
    FROM party_month_flow
   GROUP BY party_id, month
), known AS (
  SELECT party_id, MIN(month) AS month
    FROM (SELECT party_id, substr(MIN(valid_from), 1, 7) AS month FROM dim_party GROUP BY party_id
          UNION ALL
          SELECT party_id, MIN(month) FROM moves GROUP BY party_id
          UNION ALL
          SELECT party_id, MIN(month) FROM flows GROUP BY party_id) AS f
   GROUP BY party_id
), months AS (
  SELECT d.month, MAX(d.date_id) AS month_end, MAX(CASE WHEN d.date_id = c.as_of OR d.month < c.month THEN d.is_month_end ELSE 0 END) AS closed
    FROM dim_date AS d
   CROSS JOIN run_context AS c
   WHERE d.month <= c.month AND d.month >= (SELECT MIN(month) FROM known)
   GROUP BY d.month
), stocks AS (
  SELECT party_id, month, LEAD(month, 1, '9999-12') OVER w AS next_month, moved_on, aum_fen, aum_fen_dom,
         SUM(aum_fen) OVER w AS aum_end_fen, SUM(debt_fen) OVER w AS debt_end_fen,
         CASE WHEN SUM(tp_pay_cnt) OVER w > 0 THEN 1 ELSE 0 END AS tp_pay, CASE WHEN SUM(messenger_cnt) OVER w > 0 THEN 1 ELSE 0 END AS messenger
    FROM moves
  WINDOW w AS (PARTITION BY party_id ORDER BY month)
), grid AS (
  SELECT k.party_id, m.month, s.aum_end_fen, s.debt_end_fen, s.tp_pay, s.messenger,
         CASE WHEN s.month = m.month THEN s.aum_fen - s.aum_fen_dom ELSE 0 END AS aum_moved,
         f.spend_fen, f.spend_cnt, f.login_days, f.touch_cnt,
         CASE WHEN m.closed = 1 THEN m.month_end
              WHEN s.month = m.month AND (f.upto IS NULL OR s.moved_on > f.upto) THEN s.moved_on
              ELSE f.upto END AS upto
    FROM known AS k
    JOIN months AS m ON m.month >= k.month
    LEFT JOIN stocks AS s ON s.party_id = k.party_id AND s.month <= m.month AND s.next_month > m.month
    LEFT JOIN flows AS f ON f.party_id = k.party_id AND f.month = m.month
)
SELECT party_id, month, upto, COALESCE(aum_end_fen, 0) AS aum_end_fen,
       COALESCE(aum_end_fen, 0) * CAST(substr(upto, 9, 2) AS BIGINT) + aum_moved AS aum_fen_days,
       COALESCE(debt_end_fen, 0) AS debt_end_fen, COALESCE(spend_fen, 0) AS spend_fen, COALESCE(spend_cnt, 0) AS spend_cnt,
       COALESCE(login_days, 0) AS login_days, COALESCE(touch_cnt, 0) AS touch_cnt, COALESCE(tp_pay, 0) AS tp_pay, COALESCE(messenger, 0) AS messenger
  FROM grid
 WHERE upto IS NOT NULL
