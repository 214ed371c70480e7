-- How many customers rose to a higher tier in the last closed month, how many fell, and how many stay by grace alone?
WITH months AS (
  SELECT MAX(month) AS month FROM customer_tier
), ranked AS (
  SELECT t.party_id, t.month, t.tier, t.below_months, c.sort_no
    FROM customer_tier AS t
    JOIN dim_code AS c ON c.list = 'tier' AND c.code = t.tier AND c.valid_to = '9999-12-31'
), moved AS (
  SELECT n.party_id, n.tier, n.below_months, n.sort_no AS now_no, LAG(n.sort_no) OVER (PARTITION BY n.party_id ORDER BY n.month) AS before_no, n.month
    FROM ranked AS n
)
SELECT m.tier, COUNT(*) AS customers, SUM(CASE WHEN m.now_no > m.before_no THEN 1 ELSE 0 END) AS rose,
       SUM(CASE WHEN m.now_no < m.before_no THEN 1 ELSE 0 END) AS fell, SUM(CASE WHEN m.below_months > 0 THEN 1 ELSE 0 END) AS by_grace
  FROM moved AS m
  JOIN months AS l ON l.month = m.month
 GROUP BY m.tier
 ORDER BY MAX(m.now_no) DESC;
