-- How many source numbers does a customer have, and in how many systems?
SELECT n.systems, n.numbers, COUNT(*) AS customers
  FROM (SELECT x.party_id, COUNT(DISTINCT x.src) AS systems, COUNT(*) AS numbers
          FROM run_context AS c
         CROSS JOIN id_xref AS x
         WHERE x.cust_status = 'A' AND x.valid_from <= c.as_of AND x.valid_to > c.as_of
         GROUP BY x.party_id) AS n
 GROUP BY n.systems, n.numbers
 ORDER BY n.systems, n.numbers;
