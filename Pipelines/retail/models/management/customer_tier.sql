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
WITH scale AS (
  SELECT d.month, CAST(substr(d.date_id, 9, 2) AS BIGINT) AS days, t.code, t.sort_no,
         t.value * CAST(substr(d.date_id, 9, 2) AS BIGINT) AS from_fen_days,
         LEAD(t.value) OVER (PARTITION BY d.month ORDER BY t.value) * CAST(substr(d.date_id, 9, 2) AS BIGINT) AS below_fen_days
    FROM run_context AS c
    JOIN dim_date AS d ON d.is_month_end = 1 AND d.date_id <= c.closed_to
    JOIN dim_code AS t ON t.list = 'tier' AND t.valid_from <= d.date_id AND t.valid_to > d.date_id
), ranked AS (                                          -- a version holds at the end of its months from that of valid_from to before that of valid_to
  SELECT m.party_id, m.month, CAST((m.aum_fen_days - m.aum_fen_days % e.days) / e.days AS BIGINT) AS avg_aum_fen, e.sort_no AS raw_no, e.code AS raw_code
    FROM dim_party AS p
   CROSS JOIN customer_month AS m
   CROSS JOIN scale AS e
   WHERE p.status = 'A' AND m.party_id = p.party_id AND m.month >= substr(p.valid_from, 1, 7) AND m.month < substr(p.valid_to, 1, 7)
     AND e.month = m.month AND CASE WHEN m.aum_fen_days > 0 THEN m.aum_fen_days ELSE 0 END >= e.from_fen_days
     AND (e.below_fen_days IS NULL OR m.aum_fen_days < e.below_fen_days)
), changed AS (                                         -- two parties in three never change: windows over all took 0.53 s for 0.33 at 7,900 parties
  SELECT party_id FROM ranked GROUP BY party_id HAVING MIN(raw_no) < MAX(raw_no) OR COUNT(raw_no) < COUNT(*)
), held AS (
  SELECT party_id, month, avg_aum_fen, raw_no, raw_code,
         MAX(raw_no) OVER (PARTITION BY party_id ORDER BY month ROWS BETWEEN 5 PRECEDING AND CURRENT ROW) AS tier_no,
         LAG(raw_no, 1) OVER w AS before_1, LAG(raw_no, 2) OVER w AS before_2, LAG(raw_no, 3) OVER w AS before_3, LAG(raw_no, 4) OVER w AS before_4
    FROM ranked
   WHERE party_id IN (SELECT party_id FROM changed)
  WINDOW w AS (PARTITION BY party_id ORDER BY month)
)
SELECT party_id, month, avg_aum_fen, raw_code AS tier_raw, raw_code AS tier, 0 AS below_months
  FROM ranked
 WHERE party_id NOT IN (SELECT party_id FROM changed)
UNION ALL
SELECT h.party_id, h.month, h.avg_aum_fen, h.raw_code, t.code,
       CASE h.tier_no WHEN h.raw_no THEN 0 WHEN h.before_1 THEN 1 WHEN h.before_2 THEN 2 WHEN h.before_3 THEN 3 WHEN h.before_4 THEN 4 ELSE 5 END
  FROM held AS h
 CROSS JOIN scale AS t
 WHERE t.month = h.month AND t.sort_no = h.tier_no
