/*---
check: loan_state_buckets
title: A bucket says the days past due of the day
severity: stop
owner: risk
---*/
SELECT s.account_id
  FROM fact_loan_state AS s
 CROSS JOIN run_context AS c
  JOIN dim_date AS t ON t.date_id = c.as_of
  LEFT JOIN dim_date AS d ON d.date_id = s.overdue_since
 WHERE s.valid_from <= c.as_of AND s.valid_to > c.as_of
   AND s.bucket <> CASE WHEN d.day_no IS NULL THEN 'B0' WHEN t.day_no - d.day_no <= 30 THEN 'B1' WHEN t.day_no - d.day_no <= 60 THEN 'B2'
                        WHEN t.day_no - d.day_no <= 90 THEN 'B3' WHEN t.day_no - d.day_no <= 180 THEN 'B4' WHEN t.day_no - d.day_no <= 270 THEN 'B5'
                        WHEN t.day_no - d.day_no <= 360 THEN 'B6' ELSE 'B7' END
