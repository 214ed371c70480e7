-- How many persons did each campaign of the strategy hub treat, reach, convert and hold out this year?
SELECT t.campaign_code,
       COUNT(DISTINCT CASE WHEN t.arm = 'T' THEN t.party_id END) AS treated,
       COUNT(DISTINCT CASE WHEN t.arm = 'T' AND t.delivered = 1 THEN t.party_id END) AS reached,
       COUNT(DISTINCT CASE WHEN t.arm = 'T' AND t.outcome = 'CONVERTED' THEN t.party_id END) AS converted,
       COUNT(DISTINCT CASE WHEN t.arm = 'C' THEN t.party_id END) AS held_out
  FROM fact_touch AS t
 CROSS JOIN run_context AS c
 WHERE t.source = 'BRAIN' AND t.biz_date BETWEEN c.period_from AND c.as_of
 GROUP BY t.campaign_code
 ORDER BY reached DESC, t.campaign_code;
