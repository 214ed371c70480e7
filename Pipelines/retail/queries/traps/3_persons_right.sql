-- Persons are counted as different `party_id`, steps as different `event_id`. Source numbers do not do either: one person has
-- several.
SELECT COUNT(DISTINCT a.party_id) AS customers, COUNT(DISTINCT a.event_id) AS steps
  FROM fact_allocation AS a
 CROSS JOIN run_context AS c
 WHERE a.biz_date BETWEEN c.period_from AND c.as_of;
