/*---
check: kpi_orgs
title: Figures of the provinces add up to the bank's, and those of branches to their province's
severity: stop
owner: management accounting
---*/
WITH places AS (
  SELECT facility_no, CAST(substr(region_code, 1, 2) AS VARCHAR(2)) AS province, ROW_NUMBER() OVER (PARTITION BY facility_no ORDER BY valid_from DESC) AS place
    FROM dim_facility
), figures AS (
  SELECT k.kpi_id, k.org, k.value, p.province, CASE WHEN k.org = 'BANK' THEN 0 WHEN p.facility_no IS NULL THEN 1 ELSE 2 END AS level
    FROM mgt_kpi AS k
    LEFT JOIN places AS p ON p.facility_no = k.org AND p.place = 1
   WHERE k.basis <> 'R'
), provinces AS (
  SELECT kpi_id, SUM(value) AS value FROM figures WHERE level = 1 GROUP BY kpi_id
), branches AS (
  SELECT kpi_id, province, SUM(value) AS value FROM figures WHERE level = 2 GROUP BY kpi_id, province
)
SELECT f.kpi_id, f.org FROM figures AS f JOIN provinces AS p ON p.kpi_id = f.kpi_id WHERE f.level = 0 AND f.value <> p.value
UNION ALL
SELECT b.kpi_id, b.province FROM branches AS b LEFT JOIN figures AS f ON f.kpi_id = b.kpi_id AND f.org = b.province AND f.level = 1
 WHERE f.value IS NULL AND b.value IS NOT NULL OR f.value <> b.value
UNION ALL
SELECT p.kpi_id, 'no BANK' FROM provinces AS p WHERE p.value IS NOT NULL AND NOT EXISTS (SELECT 1 FROM figures AS f WHERE f.kpi_id = p.kpi_id AND f.level = 0)
