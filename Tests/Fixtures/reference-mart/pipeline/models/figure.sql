/*---
model: figure
title: Figures
zh: 指标
grain: one row per figure
owner: data office
key: [kpi_id, org]
refresh: full
columns:
  kpi_id: { type: text }
  org: { type: text }
  as_of: { type: text, required: true }
  unit: { type: text, required: true }
  basis: { type: text, required: true }
  num: { type: integer }
  den: { type: integer }
  value: { type: integer }
  base_value: { type: integer }
  growth_bp: { type: integer }
---*/
WITH counted AS (
  SELECT 'D01' AS kpi_id, 'counties' AS unit, COUNT(*) AS value FROM division WHERE level = 'county'
  UNION ALL
  SELECT 'H01', 'days', COUNT(*) FROM holiday_day WHERE is_off = 1
)
SELECT n.kpi_id, 'ALL' AS org, c.as_of, n.unit, 'P' AS basis, NULL AS num, NULL AS den, n.value, NULL AS base_value, NULL AS growth_bp
  FROM counted AS n
 CROSS JOIN run_context AS c
