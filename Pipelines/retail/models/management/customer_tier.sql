/*---
model: customer_tier
title: Each customer's tier by month
zh: 客户星级
grain: one row per party that is a customer at the end of a closed month, and month
owner: management accounting
key: [party_id, month]
refresh: by party_id
columns:
  party_id:     { type: integer, required: true, class: C2, zh: 客户标识 }
  month:        { type: text, required: true, zh: 月份, doc: "yyyy-mm" }
  avg_aum_fen:  { type: integer, required: true, class: C2, unit: fen, additive: no, zh: 月日均资产, doc: "assets summed over the days of the month against its days, rounded down" }
  tier_raw:     { type: text, required: true, class: C2, zh: 当月星级, doc: "of the month's average alone" }
  tier:         { type: text, required: true, class: C2, zh: 星级, doc: "up at once; down after six months below, then to the highest of the six" }
  below_months: { type: integer, required: true, class: C2, unit: months, additive: no, zh: 低于星级月数, doc: "months in a row below the tier" }
---*/
WITH averages AS (
  SELECT m.party_id, m.month, e.date_id AS month_end,
         CAST((m.aum_fen_days - m.aum_fen_days % CAST(substr(e.date_id, 9, 2) AS BIGINT)) / CAST(substr(e.date_id, 9, 2) AS BIGINT) AS BIGINT) AS avg_aum_fen
    FROM run_context AS c
   CROSS JOIN customer_month AS m
    JOIN dim_date AS e ON e.month = m.month AND e.is_month_end = 1
    JOIN dim_party AS p ON p.party_id = m.party_id AND p.valid_from <= e.date_id AND p.valid_to > e.date_id AND p.status = 'A'
   WHERE e.date_id <= c.closed_to
), ranked AS (
  SELECT a.party_id, a.month, a.month_end, a.avg_aum_fen, MAX(t.sort_no) AS raw_no
    FROM averages AS a
    JOIN dim_code AS t ON t.list = 'tier' AND t.valid_from <= a.month_end AND t.valid_to > a.month_end
                      AND t.value <= CASE WHEN a.avg_aum_fen > 0 THEN a.avg_aum_fen ELSE 0 END
   GROUP BY a.party_id, a.month, a.month_end, a.avg_aum_fen
), held AS (
  SELECT party_id, month, month_end, avg_aum_fen, raw_no,
         MAX(raw_no) OVER (PARTITION BY party_id ORDER BY month ROWS BETWEEN 5 PRECEDING AND CURRENT ROW) AS tier_no,
         LAG(raw_no, 1) OVER w AS before_1, LAG(raw_no, 2) OVER w AS before_2, LAG(raw_no, 3) OVER w AS before_3, LAG(raw_no, 4) OVER w AS before_4
    FROM ranked
  WINDOW w AS (PARTITION BY party_id ORDER BY month)
)
SELECT h.party_id, h.month, h.avg_aum_fen, r.code AS tier_raw, t.code AS tier,
       CASE h.tier_no WHEN h.raw_no THEN 0 WHEN h.before_1 THEN 1 WHEN h.before_2 THEN 2 WHEN h.before_3 THEN 3 WHEN h.before_4 THEN 4 ELSE 5 END AS below_months
  FROM held AS h
  JOIN dim_code AS r ON r.list = 'tier' AND r.sort_no = h.raw_no AND r.valid_from <= h.month_end AND r.valid_to > h.month_end
  JOIN dim_code AS t ON t.list = 'tier' AND t.sort_no = h.tier_no AND t.valid_from <= h.month_end AND t.valid_to > h.month_end
