/*---
check: suppress_s04
title: Every offer goes by a channel to which some number consents and none refuses
severity: stop
owner: protection office
---*/
WITH kinds(channel, kind) AS (
  VALUES ('SMS', 'MKT_SMS'), ('CALL', 'MKT_CALL'), ('YXT', 'MKT_CALL'), ('REM', 'MKT_CALL'), ('MOB', 'MKT_APP'), ('WECHAT', 'MKT_APP'), ('COMM', 'MKT_APP'),
         ('GMT', 'MKT_SMS'), ('GMT', 'MKT_CALL'), ('GMT', 'MKT_APP'), ('WDT', 'MKT_SMS'), ('WDT', 'MKT_CALL'), ('WDT', 'MKT_APP'), ('ATM', 'MKT_SMS'), ('ATM', 'MKT_CALL'), ('ATM', 'MKT_APP')
), given AS (
  SELECT c.party_id, c.kind
    FROM fact_consent AS c
   CROSS JOIN run_context AS r
   WHERE c.valid_from <= r.as_of AND c.valid_to > r.as_of AND c.party_id IS NOT NULL
   GROUP BY c.party_id, c.kind
  HAVING MIN(c.state) = 'GIVEN' AND MAX(c.state) = 'GIVEN'
), leaving AS (
  SELECT DISTINCT c.party_id
    FROM fact_consent AS c
   CROSS JOIN run_context AS r
   WHERE c.kind = 'ERASURE' AND c.state <> 'WITHDRAWN' AND c.valid_from <= r.as_of AND c.valid_to > r.as_of AND c.party_id IS NOT NULL
)
SELECT a.party_id, a.rank_no
  FROM mkt_next_action AS a
 WHERE a.action <> 'SUPPRESS'
   AND (NOT EXISTS (SELECT 1 FROM kinds AS k JOIN given AS g ON g.kind = k.kind WHERE k.channel = a.channel AND g.party_id = a.party_id)
        OR a.party_id IN (SELECT l.party_id FROM leaving AS l))
