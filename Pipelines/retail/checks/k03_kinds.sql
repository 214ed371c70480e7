/*---
check: k03_kinds
title: "Customer assets are the sum of their kinds, on the day and at the end of last year"
severity: stop
owner: management accounting
---*/
WITH kinds AS (
  SELECT DISTINCT code FROM dim_code WHERE list = 'aum_kind'
), parts AS (
  SELECT w.kpi_id, p.org, SUM(p.value) AS value
    FROM (SELECT 'K03' AS kpi_id UNION ALL SELECT 'K04') AS w
   CROSS JOIN kinds AS d
    JOIN mgt_kpi AS p ON p.kpi_id = w.kpi_id || '.' || d.code
   GROUP BY w.kpi_id, p.org
)
SELECT k.value
  FROM mgt_kpi AS k
  LEFT JOIN parts AS p ON p.kpi_id = k.kpi_id AND p.org = k.org
 WHERE k.kpi_id IN ('K03', 'K04') AND k.org = 'BANK' AND k.value <> COALESCE(p.value, 0)
UNION ALL
SELECT k.value
  FROM mgt_kpi AS k
 WHERE k.kpi_id = 'K03' AND k.org = 'BANK'
   AND k.value <> (SELECT COALESCE(SUM(b.amount_fen), 0) FROM run_context AS c CROSS JOIN fact_balance AS b   -- then the test that most versions fail
                    WHERE b.valid_to > c.as_of AND b.valid_from <= c.as_of AND b.kind IN (SELECT code FROM dim_code WHERE list = 'aum_kind'))
