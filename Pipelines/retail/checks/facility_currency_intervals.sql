/*---
check: facility_currency_intervals
title: A currency of a facility holds once at a time
severity: stop
owner: branches
---*/
SELECT a.facility_no, a.ccy, a.valid_from
  FROM (SELECT facility_no, ccy, valid_from, valid_to, LEAD(valid_from) OVER (PARTITION BY facility_no, ccy ORDER BY valid_from) AS next_from FROM facility_currency) AS a
 WHERE a.next_from < a.valid_to OR a.valid_from >= a.valid_to
