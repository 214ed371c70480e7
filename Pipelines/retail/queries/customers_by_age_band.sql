-- How many customers are in each age band, and how many of them have a card?
SELECT (c.year - n.birth_year) - (c.year - n.birth_year) % 10 AS age_from,
       SUM(n.customers) AS customers,
       SUM(n.cardholders) AS cardholders
  FROM run_context AS c
 CROSS JOIN (SELECT p.birth_year, COUNT(*) AS customers, 0 AS cardholders
               FROM dim_party AS p
              WHERE p.is_current = 1 AND p.status = 'A' AND p.birth_year IS NOT NULL
              GROUP BY p.birth_year
              UNION ALL
             SELECT p.birth_year, 0, COUNT(*)
               FROM dim_party AS p
              WHERE p.is_current = 1 AND p.status = 'A' AND p.birth_year IS NOT NULL
                AND p.party_id IN (SELECT k.party_id FROM dim_card AS k WHERE k.is_current = 1 AND k.status = 'ACTIVE')
              GROUP BY p.birth_year) AS n
 GROUP BY age_from
 ORDER BY age_from;
