/*---
check: suppress_s02
title: Nobody who asked not to be contacted is sent an offer
severity: stop
owner: protection office
---*/
SELECT a.party_id, a.rank_no
  FROM mkt_next_action AS a
  JOIN dim_party AS p ON p.party_id = a.party_id AND p.is_current = 1
 WHERE a.action <> 'SUPPRESS' AND p.do_not_contact = 1
