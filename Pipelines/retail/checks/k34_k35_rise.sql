/*---
check: k34_k35_rise
title: Penetration never falls from one month end to the next
severity: warn
owner: management accounting
---*/
SELECT k.kpi_id
  FROM run_context AS c                                 -- a month that has not ended says nothing yet
  JOIN dim_date AS d ON d.date_id = c.as_of
 CROSS JOIN (SELECT kpi_id, value, LAG(value) OVER (PARTITION BY org, substr(kpi_id, 1, 3) ORDER BY kpi_id) AS before_value
               FROM mgt_kpi WHERE substr(kpi_id, 1, 5) IN ('K34.2', 'K35.2')) AS k
 WHERE k.value < k.before_value AND (d.is_month_end = 1 OR substr(k.kpi_id, 5, 7) < c.month)
