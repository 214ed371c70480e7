/*---
check: dim_account_intervals
title: Versions in dim_account neither overlap nor are empty
severity: stop
owner: data office
---*/
SELECT a.account_id, a.valid_from
  FROM dim_account AS a
 WHERE a.valid_from >= a.valid_to
    OR EXISTS (SELECT 1 FROM dim_account AS b WHERE b.account_id = a.account_id AND b.valid_from > a.valid_from AND b.valid_from < a.valid_to)
