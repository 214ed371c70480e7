/*---
check: k03_kinds
title: "Customer assets are the sum of their kinds, on the day and at the end of last year"
severity: stop
owner: management accounting
---*/
WITH kinds AS (
  SELECT DISTINCT code FROM dim_code WHERE list = 'aum_kind'
), sums AS (
  SELECT 'K03' AS kpi_id, SUM(s.value) AS value
    FROM kinds AS d
    JOIN mgt_kpi AS s ON s.kpi_id = 'K03.' || d.code AND s.org = 'BANK'
  UNION ALL
  SELECT 'K04', SUM(s.value)
    FROM kinds AS d
    JOIN mgt_kpi AS s ON s.kpi_id = 'K04.' || d.code AND s.org = 'BANK'
), held AS (
  SELECT SUM(b.amount_fen) AS value
    FROM fact_balance AS b
   CROSS JOIN run_context AS c
   WHERE b.kind IN (SELECT code FROM kinds) AND b.valid_from <= c.as_of AND b.valid_to > c.as_of
)
SELECT k.value
  FROM mgt_kpi AS k
  JOIN sums AS s ON s.kpi_id = k.kpi_id
 WHERE k.org = 'BANK' AND k.value <> COALESCE(s.value, 0)
UNION ALL
SELECT k.value
  FROM mgt_kpi AS k
 CROSS JOIN held AS h
 WHERE k.kpi_id = 'K03' AND k.org = 'BANK' AND k.value <> COALESCE(h.value, 0)
