-- How much of this year's pension cap do customers of each tier still have, and how many have paid in nothing yet?
SELECT COALESCE(c.tier, '-') AS tier, COUNT(*) AS customers, SUM(p.contrib_fen) AS paid_fen, SUM(p.room_fen) AS room_fen,
       SUM(CASE WHEN p.contrib_fen = 0 THEN 1 ELSE 0 END) AS paid_nothing, SUM(p.over_cap) AS over_cap
  FROM adv_pension AS p
 CROSS JOIN run_context AS r
  JOIN customer_360 AS c ON c.party_id = p.party_id
 WHERE p.tax_year = r.year AND c.status = 'A'
 GROUP BY COALESCE(c.tier, '-')
 ORDER BY room_fen DESC, tier;
