/*---
check: dim_party_intervals
title: Versions in dim_party neither overlap nor are empty
severity: stop
owner: data office
---*/
SELECT a.party_id, a.valid_from
  FROM dim_party AS a
 WHERE a.valid_from >= a.valid_to
    OR EXISTS (SELECT 1 FROM dim_party AS b WHERE b.party_id = a.party_id AND b.valid_from > a.valid_from AND b.valid_from < a.valid_to)
