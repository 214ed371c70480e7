/*---
model: mgt_kpi
title: The figures of the bank, its provinces and branches
zh: 经营指标
grain: one row per figure id, organisation and day
owner: management accounting
key: [kpi_id, org, as_of]
refresh: full
columns:
  kpi_id:     { type: text, required: true, zh: 指标代码, doc: "K01, or K01.part" }
  org:        { type: text, required: true, zh: 机构, doc: "BANK, two digits of a province, or a branch; - for branches with fewer than five customers and for what has no branch, which are in no province" }
  as_of:      { type: text, required: true, zh: 统计日期 }
  unit:       { type: text, required: true, zh: 单位 }
  basis:      { type: text, required: true, zh: 口径, doc: "P point in time, C cumulative, G growth, R ratio" }
  num:        { type: integer, zh: 分子 }
  den:        { type: integer, zh: 分母 }
  value:      { type: integer, zh: 数值, doc: "NULL where the mart does not hold a day that it needs" }
  base_value: { type: integer, zh: 基期数值 }
  growth_bp:  { type: integer, unit: bp, zh: 增幅, doc: "value against base_value, rounded half up by size" }
---*/
WITH figures AS (
  SELECT kpi_id, org, unit, basis, num, den, value, base_value FROM kpi_k01
  UNION ALL
  SELECT kpi_id, org, unit, basis, num, den, value, base_value FROM kpi_k05
  UNION ALL
  SELECT kpi_id, org, unit, basis, num, den, value, base_value FROM kpi_k03
  UNION ALL
  SELECT kpi_id, org, unit, basis, num, den, value, base_value FROM kpi_k06
  UNION ALL
  SELECT kpi_id, org, unit, basis, num, den, value, base_value FROM kpi_k09
  UNION ALL
  SELECT kpi_id, org, unit, basis, num, den, value, base_value FROM kpi_k11
  UNION ALL
  SELECT kpi_id, org, unit, basis, num, den, value, base_value FROM kpi_k12
  UNION ALL
  SELECT kpi_id, org, unit, basis, num, den, value, base_value FROM kpi_k14
  UNION ALL
  SELECT kpi_id, org, unit, basis, num, den, value, base_value FROM kpi_k15
  UNION ALL
  SELECT kpi_id, org, unit, basis, num, den, value, base_value FROM kpi_k16
  UNION ALL
  SELECT kpi_id, org, unit, basis, num, den, value, base_value FROM kpi_k20
  UNION ALL
  SELECT kpi_id, org, unit, basis, num, den, value, base_value FROM kpi_k21
  UNION ALL
  SELECT kpi_id, org, unit, basis, num, den, value, base_value FROM kpi_k22
  UNION ALL
  SELECT kpi_id, org, unit, basis, num, den, value, base_value FROM kpi_k23
  UNION ALL
  SELECT kpi_id, org, unit, basis, num, den, value, base_value FROM kpi_k25
  UNION ALL
  SELECT kpi_id, org, unit, basis, num, den, value, base_value FROM kpi_k27
  UNION ALL
  SELECT kpi_id, org, unit, basis, num, den, value, base_value FROM kpi_k32
  UNION ALL
  SELECT kpi_id, org, unit, basis, num, den, value, base_value FROM kpi_k33
  UNION ALL
  SELECT kpi_id, org, unit, basis, num, den, value, base_value FROM kpi_k34
  UNION ALL
  SELECT kpi_id, org, unit, basis, num, den, value, base_value FROM kpi_k36
  UNION ALL
  SELECT kpi_id, org, unit, basis, num, den, value, base_value FROM kpi_k37
  UNION ALL
  SELECT kpi_id, org, unit, basis, num, den, value, base_value FROM kpi_k38
  UNION ALL
  SELECT kpi_id, org, unit, basis, num, den, value, base_value FROM kpi_k39
  UNION ALL
  SELECT kpi_id, org, unit, basis, num, den, value, base_value FROM kpi_k40
  UNION ALL
  SELECT kpi_id, org, unit, basis, num, den, value, base_value FROM kpi_k41
  UNION ALL
  SELECT kpi_id, org, unit, basis, num, den, value, base_value FROM kpi_k42
  UNION ALL
  SELECT kpi_id, org, unit, basis, num, den, value, base_value FROM kpi_k44
  UNION ALL
  SELECT kpi_id, org, unit, basis, num, den, value, base_value FROM kpi_k47
  UNION ALL
  SELECT kpi_id, org, unit, basis, num, den, value, base_value FROM kpi_k45
  UNION ALL
  SELECT kpi_id, org, unit, basis, num, den, value, base_value FROM kpi_k46
  UNION ALL
  SELECT kpi_id, org, unit, basis, num, den, value, base_value FROM kpi_k48
  UNION ALL
  SELECT kpi_id, org, unit, basis, num, den, value, base_value FROM kpi_k50
  UNION ALL
  SELECT kpi_id, org, unit, basis, num, den, value, base_value FROM kpi_k49
  UNION ALL
  SELECT kpi_id, org, unit, basis, num, den, value, base_value FROM kpi_k51
  UNION ALL
  SELECT kpi_id, org, unit, basis, num, den, value, base_value FROM kpi_k52
  UNION ALL
  SELECT kpi_id, org, unit, basis, num, den, value, base_value FROM kpi_orgs
), grown AS (
  SELECT kpi_id, org, unit, basis, num, den, value, base_value,
         (CASE WHEN value >= base_value THEN value - base_value ELSE base_value - value END) * 20000 + base_value AS a,
         NULLIF(2 * base_value, 0) AS b
    FROM figures
)
SELECT g.kpi_id, g.org, c.as_of, g.unit, g.basis, g.num, g.den, g.value, g.base_value,
       CAST((g.a - g.a % g.b) / g.b AS BIGINT) * CASE WHEN g.value >= g.base_value THEN 1 ELSE -1 END AS growth_bp
  FROM grown AS g
 CROSS JOIN run_context AS c
