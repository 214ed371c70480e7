-- Which complaints were opened this year, how long did they take with and without the assistant, and how many are open?
SELECT t.category, COUNT(*) AS tickets, SUM(CASE t.state WHEN 'OPEN' THEN 1 ELSE 0 END) AS open_tickets,
       CAST(AVG(CASE t.assisted WHEN 0 THEN t.handle_min END) AS BIGINT) AS mean_min_without,
       CAST(AVG(CASE t.assisted WHEN 1 THEN t.handle_min END) AS BIGINT) AS mean_min_with
  FROM fact_complaint AS t
 CROSS JOIN run_context AS c
 WHERE t.opened_on BETWEEN c.period_from AND c.as_of
 GROUP BY t.category
 ORDER BY tickets DESC, t.category;
