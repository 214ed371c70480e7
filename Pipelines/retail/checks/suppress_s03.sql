/*---
check: suppress_s03
title: Nobody who refuses automated decisions is scored or sent an offer
severity: stop
owner: protection office
---*/
SELECT a.party_id, a.rank_no
  FROM mkt_next_action AS a
  JOIN dim_party AS p ON p.party_id = a.party_id AND p.is_current = 1
 WHERE p.opt_auto = 1 AND (a.action <> 'SUPPRESS' OR a.score_e4 IS NOT NULL)
