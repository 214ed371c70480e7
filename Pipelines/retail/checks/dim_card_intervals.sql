/*---
check: dim_card_intervals
title: Versions in dim_card neither overlap nor are empty
severity: stop
owner: data office
---*/
SELECT a.card_id, a.valid_from
  FROM (SELECT card_id, valid_from, valid_to, LEAD(valid_from) OVER (PARTITION BY card_id ORDER BY valid_from) AS next_from FROM dim_card) AS a
 WHERE a.next_from < a.valid_to OR a.valid_from >= a.valid_to
