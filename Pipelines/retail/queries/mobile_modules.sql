-- Which modules of the mobile bank are used this month, by how many persons and how often?
SELECT e.module, d.title_zh, COUNT(DISTINCT e.party_id) AS persons, COUNT(*) AS events
  FROM fact_channel_event AS e
 CROSS JOIN run_context AS c
  LEFT JOIN dim_code AS d ON d.list = 'app_module' AND d.code = e.module
 WHERE e.channel = 'MOB' AND e.module IS NOT NULL AND e.biz_date BETWEEN c.month_from AND c.as_of
 GROUP BY e.module, d.title_zh
 ORDER BY persons DESC, e.module;
