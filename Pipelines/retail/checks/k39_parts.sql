/*---
check: k39_parts
title: Risk events and what they blocked are the sums of their paths
severity: stop
owner: risk
---*/
SELECT k.kpi_id
  FROM mgt_kpi AS k
 WHERE k.kpi_id = 'K39' AND k.value <> (SELECT COALESCE(SUM(p.value), 0) FROM mgt_kpi AS p WHERE p.org = k.org AND p.kpi_id IN ('K39.PREVENT', 'K39.CONTROL', 'K39.COVER'))
    OR k.kpi_id = 'K39.blocked_fen' AND k.value <> (SELECT COALESCE(SUM(p.value), 0) FROM mgt_kpi AS p WHERE p.org = k.org AND p.kpi_id IN ('K39.PREVENT_fen', 'K39.CONTROL_fen', 'K39.COVER_fen'))
