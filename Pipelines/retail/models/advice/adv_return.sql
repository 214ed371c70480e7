/*---
model: adv_return
title: Return of each party's investments by month
zh: 客户投资月收益率
grain: one row per party and closed month in which it held or moved an investment
owner: wealth
key: [party_id, month]
refresh: by party_id
columns:
  party_id:          { type: integer, required: true, class: C2, zh: 客户标识 }
  month:             { type: text, required: true, zh: 月份, doc: "yyyy-mm" }
  begin_fen:         { type: integer, required: true, class: C2, unit: fen, additive: semi, zh: 期初市值, doc: "wealth products, money funds, funds, bonds and metal at the end of the month before" }
  end_fen:           { type: integer, required: true, class: C2, unit: fen, additive: semi, zh: 期末市值, doc: "the same at the end of the month" }
  flow_fen:          { type: integer, required: true, class: C2, unit: fen, additive: yes, zh: 净流入, doc: "confirmed purchases less redemptions and dividends paid out, by day of confirmation; under the personal pension its purchases less sales" }
  weighted_flow_fen: { type: integer, required: true, class: C2, unit: fen, additive: no, zh: 加权净流入, doc: "each flow by the part of the month after its day, rounded half up" }
  return_bp:         { type: integer, class: C2, unit: bp, additive: no, zh: 收益率, doc: "modified Dietz: end less begin less flow, against begin and the weighted flow, from exact figures; NULL where these are not positive" }
---*/
WITH sides(side) AS (VALUES (1), (-1)),
orders AS (
  SELECT o.account_id, o.biz_date, CASE o.side WHEN 'BUY' THEN o.amount_fen ELSE -o.amount_fen END AS flow_fen
    FROM fact_order AS o
    JOIN dim_product AS p ON p.product_code = o.product_code AND p.is_current = 1 AND p.aum_kind IN ('WMP', 'MMF', 'FUND', 'BOND', 'METAL')
   WHERE o.state = 'CONFIRMED'
  UNION ALL
  SELECT e.account_id, e.biz_date, -e.signed_fen
    FROM fact_pension AS e
    JOIN dim_product AS p ON p.product_code = e.product_code AND p.is_current = 1 AND p.aum_kind IN ('WMP', 'MMF', 'FUND', 'BOND', 'METAL')
   WHERE e.kind IN ('BUY', 'SELL')
), owners AS (
  SELECT account_id, party_id,
         CASE WHEN ROW_NUMBER() OVER w = 1 THEN '0001-01-01' ELSE valid_from END AS valid_from,
         LEAD(valid_from, 1, '9999-12-31') OVER w AS valid_to
    FROM bridge_account_party
   WHERE src IN ('WLTH', 'CORE') AND role = 'PRIMARY'
  WINDOW w AS (PARTITION BY account_id ORDER BY valid_from, src_cust_id)
), moves AS (
  SELECT b.party_id, CAST(substr(CASE s.side WHEN 1 THEN b.valid_from ELSE b.valid_to END, 1, 7) AS VARCHAR(7)) AS month,
         s.side * b.amount_fen AS value_fen, 1 AS held, 0 AS flow_fen, 0 AS flow_days
    FROM party_balance AS b
   CROSS JOIN sides AS s
   WHERE b.kind IN ('WMP', 'MMF', 'FUND', 'BOND', 'METAL') AND (s.side = 1 OR b.valid_to < '9999-12-31')
  UNION ALL
  SELECT h.party_id, CAST(substr(o.biz_date, 1, 7) AS VARCHAR(7)), 0, 0, o.flow_fen, o.flow_fen * CAST(substr(o.biz_date, 9, 2) AS BIGINT)
    FROM orders AS o
    JOIN owners AS h ON h.account_id = o.account_id AND h.valid_from <= o.biz_date AND h.valid_to > o.biz_date
   WHERE h.party_id IS NOT NULL
), months AS (
  SELECT party_id, month, SUM(value_fen) AS moved_fen, MAX(held) AS held, SUM(flow_fen) AS flow_fen, SUM(flow_days) AS flow_days FROM moves GROUP BY party_id, month
), stocks AS (
  SELECT party_id, month, LEAD(month, 1, '9999-12') OVER w AS next_month, moved_fen, SUM(moved_fen) OVER w AS end_fen, MAX(held) OVER w AS held, flow_fen, flow_days
    FROM months
  WINDOW w AS (PARTITION BY party_id ORDER BY month)
), grid AS (
  SELECT s.party_id, m.month, CAST(substr(m.date_id, 9, 2) AS BIGINT) AS days, s.end_fen,
         CASE WHEN s.month = m.month THEN s.end_fen - s.moved_fen ELSE s.end_fen END AS begin_fen,
         CASE WHEN s.month = m.month THEN s.flow_fen ELSE 0 END AS flow_fen,
         CASE WHEN s.month = m.month THEN s.flow_fen * CAST(substr(m.date_id, 9, 2) AS BIGINT) - s.flow_days ELSE 0 END AS weighted
    FROM run_context AS c
   CROSS JOIN stocks AS s
    JOIN dim_date AS m ON m.is_month_end = 1 AND m.month >= s.month AND m.month < s.next_month AND m.date_id <= c.closed_to
   WHERE s.held = 1
), returns AS (
  SELECT party_id, month, days, begin_fen, end_fen, flow_fen, weighted, (end_fen - begin_fen - flow_fen) * days AS num,
         CASE WHEN begin_fen * days + weighted > 0 THEN begin_fen * days + weighted END AS den
    FROM grid
   WHERE begin_fen <> 0 OR end_fen <> 0 OR flow_fen <> 0
), signed AS (
  SELECT party_id, month, days, begin_fen, end_fen, flow_fen, weighted, den,
         CASE WHEN num < 0 THEN -num ELSE num END AS size, CASE WHEN num < 0 THEN -1 ELSE 1 END AS sign,
         CASE WHEN weighted < 0 THEN -weighted ELSE weighted END AS weight, CASE WHEN weighted < 0 THEN -1 ELSE 1 END AS weight_sign
    FROM returns
)
SELECT party_id, month, begin_fen, end_fen, flow_fen,
       weight_sign * CAST((weight * 2 + days - (weight * 2 + days) % (2 * days)) / (2 * days) AS BIGINT) AS weighted_flow_fen,
       sign * CAST((size * 20000 + den - (size * 20000 + den) % (2 * den)) / (2 * den) AS BIGINT) AS return_bp
  FROM signed
