/*---
check: k21_parts
title: Card spend is gross less reversed, and the sum of its kinds
severity: stop
owner: management accounting
---*/
SELECT k.value
  FROM mgt_kpi AS k
  JOIN mgt_kpi AS g ON g.kpi_id = 'K21.gross' AND g.org = k.org
  JOIN mgt_kpi AS r ON r.kpi_id = 'K21.reversed' AND r.org = k.org
 WHERE k.kpi_id = 'K21'
   AND (k.value <> g.value - r.value
    OR k.value <> (SELECT COALESCE(SUM(p.value), 0) FROM mgt_kpi AS p WHERE p.kpi_id IN ('K21.DEBIT', 'K21.CREDIT') AND p.org = k.org))
