/*---
check: next_action_whole
title: Sent, held out and suppressed together are all customers whom some offer could reach
severity: stop
owner: marketing
---*/
WITH least AS (
  SELECT MIN(t.sort_no) AS tier_no
    FROM dim_offer AS o
   CROSS JOIN run_context AS c
    JOIN dim_code AS t ON t.list = 'tier' AND t.code = o.min_tier AND t.valid_from <= c.as_of AND t.valid_to > c.as_of
   WHERE o.valid_from <= c.as_of AND o.valid_to > c.as_of
     AND NOT EXISTS (SELECT 1 FROM dim_product AS p WHERE p.product_code = o.product_code AND p.status <> 'OFFERED' AND p.valid_from <= c.as_of AND p.valid_to > c.as_of)
), population AS (
  SELECT COUNT(*) AS party_cnt
    FROM dim_party AS p
   CROSS JOIN run_context AS c
   CROSS JOIN least AS l
    LEFT JOIN customer_tier AS m ON m.party_id = p.party_id AND m.month = substr(c.closed_to, 1, 7)
    JOIN dim_code AS t ON t.list = 'tier' AND t.code = COALESCE(m.tier, 'T0') AND t.valid_from <= c.as_of AND t.valid_to > c.as_of
   WHERE p.is_current = 1 AND p.status <> 'C' AND t.sort_no >= l.tier_no
), persons AS (
  SELECT party_id, MAX(CASE action WHEN 'SEND' THEN 1 ELSE 0 END) AS sent, MAX(CASE action WHEN 'HOLD' THEN 1 ELSE 0 END) AS held FROM mkt_next_action GROUP BY party_id
), parts AS (
  SELECT COALESCE(SUM(sent), 0) AS sent, COALESCE(SUM(held), 0) AS held, COALESCE(SUM(CASE WHEN sent + held = 0 THEN 1 ELSE 0 END), 0) AS suppressed FROM persons
)
SELECT p.party_cnt, s.sent, s.held, s.suppressed
  FROM population AS p
 CROSS JOIN parts AS s
 WHERE p.party_cnt <> s.sent + s.held + s.suppressed
