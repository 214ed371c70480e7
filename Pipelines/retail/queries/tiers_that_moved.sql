-- How many customers rose to a higher tier in the last closed month, how many fell, and how many stay by grace alone?
WITH months AS (
  SELECT MAX(month) AS month FROM customer_tier
), tiers AS (
  SELECT code, sort_no FROM dim_code WHERE list = 'tier' AND valid_to = '9999-12-31'
), moved AS (
  SELECT t.tier, t.below_months, n.sort_no AS now_no, t.month,
         (SELECT b.sort_no FROM customer_tier AS p JOIN tiers AS b ON b.code = p.tier WHERE p.party_id = t.party_id AND p.month < t.month ORDER BY p.month DESC LIMIT 1) AS before_no
    FROM months AS l
   CROSS JOIN customer_tier AS t
    JOIN tiers AS n ON n.code = t.tier
   WHERE t.month = l.month
)
SELECT m.tier, COUNT(*) AS customers, SUM(CASE WHEN m.now_no > m.before_no THEN 1 ELSE 0 END) AS rose,
       SUM(CASE WHEN m.now_no < m.before_no THEN 1 ELSE 0 END) AS fell, SUM(CASE WHEN m.below_months > 0 THEN 1 ELSE 0 END) AS by_grace
  FROM moved AS m
 GROUP BY m.tier
 ORDER BY MAX(m.now_no) DESC;
