/*---
check: dim_party_intervals
title: Versions in dim_party neither overlap nor are empty
severity: stop
owner: data office
---*/
SELECT a.party_id, a.valid_from
  FROM (SELECT party_id, valid_from, valid_to, LEAD(valid_from) OVER (PARTITION BY party_id ORDER BY valid_from) AS next_from FROM dim_party) AS a
 WHERE a.next_from < a.valid_to OR a.valid_from >= a.valid_to
