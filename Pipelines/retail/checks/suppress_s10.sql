/*---
check: suppress_s10
title: With tonight's offers nobody is touched more often than the contact policy allows
severity: stop
owner: marketing
---*/
WITH planned AS (
  SELECT party_id, COUNT(*) AS offer_cnt FROM mkt_next_action WHERE action <> 'SUPPRESS' GROUP BY party_id
), touches AS (
  SELECT t.party_id, n.day_no - d.day_no AS days
    FROM run_context AS c
   CROSS JOIN fact_touch AS t
    JOIN dim_date AS n ON n.date_id = c.as_of
    JOIN dim_date AS f ON f.day_no = n.day_no - 29
    JOIN dim_date AS d ON d.date_id = t.biz_date
   WHERE t.delivered = 1 AND t.arm = 'T' AND t.biz_date >= f.date_id AND t.biz_date <= c.as_of
), counted AS (
  SELECT party_id, SUM(CASE WHEN days < 7 THEN 1 ELSE 0 END) AS week_cnt, COUNT(*) AS month_cnt FROM touches GROUP BY party_id
)
SELECT p.party_id, p.offer_cnt
  FROM planned AS p
  LEFT JOIN counted AS t ON t.party_id = p.party_id
 CROSS JOIN run_context AS c
  JOIN dim_code AS w ON w.list = 'contact_policy' AND w.code = 'WEEK' AND w.valid_from <= c.as_of AND w.valid_to > c.as_of
  JOIN dim_code AS m ON m.list = 'contact_policy' AND m.code = 'MONTH' AND m.valid_from <= c.as_of AND m.valid_to > c.as_of
 WHERE p.offer_cnt + COALESCE(t.week_cnt, 0) > w.value OR p.offer_cnt + COALESCE(t.month_cnt, 0) > m.value
