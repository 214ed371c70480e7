-- How many customers are in each age band, and how many of them have a card?
SELECT (c.year - p.birth_year) - (c.year - p.birth_year) % 10 AS age_from,
       COUNT(DISTINCT p.party_id) AS customers,
       COUNT(DISTINCT k.party_id) AS cardholders
  FROM dim_party AS p
 CROSS JOIN run_context AS c
  LEFT JOIN dim_card AS k ON k.party_id = p.party_id AND k.is_current = 1 AND k.status = 'ACTIVE'
 WHERE p.is_current = 1 AND p.status = 'A' AND p.birth_year IS NOT NULL
 GROUP BY age_from
 ORDER BY age_from;
