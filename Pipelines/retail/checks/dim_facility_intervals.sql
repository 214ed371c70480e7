/*---
check: dim_facility_intervals
title: Versions in dim_facility neither overlap nor are empty
severity: stop
owner: branches
---*/
SELECT a.facility_no, a.valid_from
  FROM (SELECT facility_no, valid_from, valid_to, LEAD(valid_from) OVER (PARTITION BY facility_no ORDER BY valid_from) AS next_from FROM dim_facility) AS a
 WHERE a.next_from < a.valid_to OR a.valid_from >= a.valid_to
