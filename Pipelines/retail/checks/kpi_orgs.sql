/*---
check: kpi_orgs
title: Figures of the provinces add up to the bank's, and those of branches to their province's
severity: stop
owner: management accounting
---*/
WITH figures AS (
  SELECT k.kpi_id, k.org, k.value, CASE WHEN k.org = 'BANK' THEN 0 WHEN length(k.org) <= 2 THEN 1 ELSE 2 END AS level
    FROM mgt_kpi AS k
   WHERE k.basis <> 'R'
), provinces AS (
  SELECT kpi_id, SUM(value) AS value FROM figures WHERE level = 1 GROUP BY kpi_id
), places AS (
  SELECT facility_no, CAST(substr(region_code, 1, 2) AS VARCHAR(2)) AS province, ROW_NUMBER() OVER (PARTITION BY facility_no ORDER BY valid_from DESC) AS place
    FROM dim_facility
), branches AS (
  SELECT f.kpi_id, p.province, SUM(f.value) AS value
    FROM figures AS f
    LEFT JOIN places AS p ON p.facility_no = f.org AND p.place = 1
   WHERE f.level = 2
   GROUP BY f.kpi_id, p.province
)
SELECT f.kpi_id, 'BANK' AS org FROM figures AS f JOIN provinces AS p ON p.kpi_id = f.kpi_id WHERE f.level = 0 AND f.value <> p.value
UNION ALL
SELECT b.kpi_id, COALESCE(b.province, 'none') FROM branches AS b LEFT JOIN figures AS f ON f.kpi_id = b.kpi_id AND f.org = b.province AND f.level = 1
 WHERE f.value IS NULL AND b.value IS NOT NULL OR f.value <> b.value
UNION ALL
SELECT p.kpi_id, 'no BANK' FROM provinces AS p WHERE p.value IS NOT NULL AND NOT EXISTS (SELECT 1 FROM figures AS f WHERE f.kpi_id = p.kpi_id AND f.level = 0)
