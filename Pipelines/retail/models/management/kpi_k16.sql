/*---
model: kpi_k16
title: "K16 to K19: assistants"
zh: 大模型助手指标
grain: one row per figure id
owner: management accounting
key: [kpi_id, org]
refresh: full
columns:
  kpi_id:     { type: text, required: true, zh: 指标代码 }
  org:        { type: text, required: true, zh: 机构, doc: "BANK, the whole bank" }
  unit:       { type: text, required: true, zh: 单位 }
  basis:      { type: text, required: true, zh: 口径, doc: "P point in time, C cumulative, G growth, R ratio" }
  num:        { type: integer, zh: 分子, declassify: "a figure of the whole bank" }
  den:        { type: integer, zh: 分母, declassify: "a figure of the whole bank" }
  value:      { type: integer, zh: 数值, declassify: "a figure of the whole bank" }
  base_value: { type: integer, zh: 基期数值, declassify: "a figure of the whole bank" }
---*/
WITH used AS (
  SELECT t.assistant, t.staff_no, t.staff_role
    FROM fact_assistant AS t
   CROSS JOIN run_context AS c
   WHERE t.phase = 'AFTER' AND t.biz_date <= c.as_of
), deploy_sums AS (
  SELECT COALESCE(SUM(CASE WHEN t.phase = 'BEFORE' THEN t.minutes ELSE 0 END), 0) AS before_sum, COALESCE(SUM(CASE WHEN t.phase = 'BEFORE' THEN 1 ELSE 0 END), 0) AS before_n,
         COALESCE(SUM(CASE WHEN t.phase = 'AFTER' THEN t.minutes ELSE 0 END), 0) AS after_sum, COALESCE(SUM(CASE WHEN t.phase = 'AFTER' THEN 1 ELSE 0 END), 0) AS after_n
    FROM fact_assistant AS t
   CROSS JOIN run_context AS c
   WHERE t.assistant = 'DEPLOY' AND t.biz_date BETWEEN c.period_from AND c.as_of
), deploy AS (
  SELECT before_sum, before_n, after_sum, after_n, before_sum * after_n AS x, after_sum * before_n AS y FROM deploy_sums
), analysis_sums AS (
  SELECT COALESCE(SUM(CASE WHEN t.phase = 'BEFORE' THEN t.minutes ELSE 0 END), 0) AS before_sum, COALESCE(SUM(CASE WHEN t.phase = 'BEFORE' THEN 1 ELSE 0 END), 0) AS before_n,
         COALESCE(SUM(CASE WHEN t.phase = 'AFTER' THEN t.minutes ELSE 0 END), 0) AS after_sum, COALESCE(SUM(CASE WHEN t.phase = 'AFTER' THEN 1 ELSE 0 END), 0) AS after_n
    FROM fact_assistant AS t
   CROSS JOIN run_context AS c
   WHERE t.assistant = 'ANALYSIS' AND t.biz_date BETWEEN c.period_from AND c.as_of
), analysis AS (
  SELECT before_sum, before_n, after_sum, after_n, before_sum * after_n AS x, after_sum * before_n AS y FROM analysis_sums
)
SELECT 'K16' AS kpi_id, 'BANK' AS org, 'assistants' AS unit, 'P' AS basis, NULL AS num, NULL AS den, COUNT(DISTINCT assistant) AS value, NULL AS base_value FROM used
UNION ALL
SELECT 'K17', 'BANK', 'staff', 'C', NULL, NULL, COUNT(DISTINCT staff_no), NULL FROM used WHERE assistant = 'COMPANION' AND staff_role = 'FRONT'
UNION ALL
SELECT 'K18', 'BANK', 'bp', 'R', x - y, x, -(CASE WHEN y >= x THEN CAST(((y - x) * 20000 + x - ((y - x) * 20000 + x) % NULLIF(2 * x, 0)) / NULLIF(2 * x, 0) AS BIGINT)
       ELSE -CAST(((x - y) * 20000 + x - ((x - y) * 20000 + x) % NULLIF(2 * x, 0)) / NULLIF(2 * x, 0) AS BIGINT) END), NULL FROM deploy
UNION ALL
SELECT 'K18.before', 'BANK', 'minutes', 'C', before_sum, before_n, CAST((2 * before_sum + before_n - (2 * before_sum + before_n) % NULLIF(2 * before_n, 0)) / NULLIF(2 * before_n, 0) AS BIGINT), NULL FROM deploy
UNION ALL
SELECT 'K18.after', 'BANK', 'minutes', 'C', after_sum, after_n, CAST((2 * after_sum + after_n - (2 * after_sum + after_n) % NULLIF(2 * after_n, 0)) / NULLIF(2 * after_n, 0) AS BIGINT), NULL FROM deploy
UNION ALL
SELECT 'K18.before_n', 'BANK', 'tasks', 'C', NULL, NULL, before_n, NULL FROM deploy
UNION ALL
SELECT 'K18.after_n', 'BANK', 'tasks', 'C', NULL, NULL, after_n, NULL FROM deploy
UNION ALL
SELECT 'K18.before_sum', 'BANK', 'minutes', 'C', NULL, NULL, before_sum, NULL FROM deploy
UNION ALL
SELECT 'K18.after_sum', 'BANK', 'minutes', 'C', NULL, NULL, after_sum, NULL FROM deploy
UNION ALL
SELECT 'K19', 'BANK', 'bp', 'R', x - y, y, CASE WHEN x >= y THEN CAST(((x - y) * 20000 + y - ((x - y) * 20000 + y) % NULLIF(2 * y, 0)) / NULLIF(2 * y, 0) AS BIGINT)
       ELSE -CAST(((y - x) * 20000 + y - ((y - x) * 20000 + y) % NULLIF(2 * y, 0)) / NULLIF(2 * y, 0) AS BIGINT) END, NULL FROM analysis
UNION ALL
SELECT 'K19.before', 'BANK', 'minutes', 'C', before_sum, before_n, CAST((2 * before_sum + before_n - (2 * before_sum + before_n) % NULLIF(2 * before_n, 0)) / NULLIF(2 * before_n, 0) AS BIGINT), NULL FROM analysis
UNION ALL
SELECT 'K19.after', 'BANK', 'minutes', 'C', after_sum, after_n, CAST((2 * after_sum + after_n - (2 * after_sum + after_n) % NULLIF(2 * after_n, 0)) / NULLIF(2 * after_n, 0) AS BIGINT), NULL FROM analysis
UNION ALL
SELECT 'K19.before_n', 'BANK', 'tasks', 'C', NULL, NULL, before_n, NULL FROM analysis
UNION ALL
SELECT 'K19.after_n', 'BANK', 'tasks', 'C', NULL, NULL, after_n, NULL FROM analysis
UNION ALL
SELECT 'K19.before_sum', 'BANK', 'minutes', 'C', NULL, NULL, before_sum, NULL FROM analysis
UNION ALL
SELECT 'K19.after_sum', 'BANK', 'minutes', 'C', NULL, NULL, after_sum, NULL FROM analysis
