/*---
check: facility_currency_intervals
title: A currency of a facility holds once at a time
severity: stop
owner: branches
---*/
SELECT a.facility_no, a.ccy, a.valid_from
  FROM facility_currency AS a
 WHERE a.valid_from >= a.valid_to
    OR EXISTS (SELECT 1 FROM facility_currency AS b WHERE b.facility_no = a.facility_no AND b.ccy = a.ccy AND b.valid_from > a.valid_from AND b.valid_from < a.valid_to)
