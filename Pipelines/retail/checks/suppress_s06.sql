/*---
check: suppress_s06
title: Nobody with an open fraud event is sent an offer
severity: stop
owner: risk
---*/
SELECT a.party_id, a.rank_no
  FROM mkt_next_action AS a
  JOIN risk_party_now AS r ON r.party_id = a.party_id
 WHERE a.action <> 'SUPPRESS' AND r.fraud_open_cnt > 0
