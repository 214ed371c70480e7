/*---
check: k11_positions
title: No more holders than positions, and Tiantianying is part of the money funds
severity: stop
owner: wealth
---*/
SELECT k.value
  FROM mgt_kpi AS k
  JOIN mgt_kpi AS r ON r.kpi_id = 'K11.rows' AND r.org = k.org
 WHERE k.kpi_id = 'K11' AND k.value > r.value
UNION ALL
SELECT k.value
  FROM mgt_kpi AS k
 WHERE k.kpi_id = 'K11.fen'
   AND k.value > (SELECT COALESCE(SUM(b.amount_fen), 0) FROM fact_balance AS b CROSS JOIN run_context AS c
                   WHERE b.kind = 'MMF' AND b.valid_from <= c.as_of AND b.valid_to > c.as_of)
