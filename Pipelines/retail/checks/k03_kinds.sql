/*---
check: k03_kinds
title: "Customer assets are the sum of their kinds, on the day and at the end of last year"
severity: stop
owner: management accounting
---*/
SELECT k.value
  FROM mgt_kpi AS k
 WHERE k.kpi_id IN ('K03', 'K04') AND k.org = 'BANK'
   AND k.value <> (SELECT COALESCE(SUM(p.value), 0) FROM mgt_kpi AS p WHERE p.org = k.org AND p.kpi_id IN (SELECT k.kpi_id || '.' || code FROM dim_code WHERE list = 'aum_kind'))
UNION ALL
SELECT k.value
  FROM mgt_kpi AS k
 WHERE k.kpi_id = 'K03' AND k.org = 'BANK'
   AND k.value <> (SELECT COALESCE(SUM(b.amount_fen), 0) FROM fact_balance AS b CROSS JOIN run_context AS c
                    WHERE b.kind IN (SELECT code FROM dim_code WHERE list = 'aum_kind') AND b.valid_from <= c.as_of AND b.valid_to > c.as_of)
