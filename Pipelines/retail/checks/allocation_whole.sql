/*---
check: allocation_whole
title: The classes of a party are its assets, and its shares and gaps add up
severity: stop
owner: wealth
---*/
SELECT a.party_id, a.actual_bp, a.gap_fen
  FROM (SELECT party_id, SUM(actual_fen) AS actual_fen, SUM(actual_bp) AS actual_bp, SUM(model_bp) AS model_bp, SUM(gap_fen) AS gap_fen FROM adv_allocation GROUP BY party_id) AS a
  JOIN customer_360 AS p ON p.party_id = a.party_id
 WHERE a.actual_bp <> 10000 OR a.model_bp <> 10000 OR a.gap_fen <> 0 OR a.actual_fen <> p.aum_fen
