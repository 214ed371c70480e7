/*---
check: dim_facility_intervals
title: Versions in dim_facility neither overlap nor are empty
severity: stop
owner: branches
---*/
SELECT a.facility_no, a.valid_from
  FROM dim_facility AS a
 WHERE a.valid_from >= a.valid_to
    OR EXISTS (SELECT 1 FROM dim_facility AS b WHERE b.facility_no = a.facility_no AND b.valid_from > a.valid_from AND b.valid_from < a.valid_to)
