/*---
check: suppress_s07
title: Nobody under age is sent an offer
severity: stop
owner: protection office
---*/
SELECT a.party_id, a.rank_no
  FROM mkt_next_action AS a
 CROSS JOIN run_context AS c
  JOIN dim_party AS p ON p.party_id = a.party_id AND p.is_current = 1
 WHERE a.action <> 'SUPPRESS' AND p.adult_on > c.as_of
