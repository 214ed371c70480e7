/*---
check: dim_card_intervals
title: Versions in dim_card neither overlap nor are empty
severity: stop
owner: data office
---*/
SELECT a.card_id, a.valid_from
  FROM dim_card AS a
 WHERE a.valid_from >= a.valid_to
    OR EXISTS (SELECT 1 FROM dim_card AS b WHERE b.card_id = a.card_id AND b.valid_from > a.valid_from AND b.valid_from < a.valid_to)
