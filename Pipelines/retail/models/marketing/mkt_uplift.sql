/*---
model: mkt_uplift
title: Uplift of assets among the reached over the held out
zh: 触客增量提升
grain: one row per source of touches and campaign, ALL for all of them
owner: marketing
key: [source, campaign_code]
refresh: full
columns:
  source:         { type: text, zh: 触客来源 }
  campaign_code:  { type: text, zh: 活动代码, doc: "ALL: over all campaigns" }
  treated_n:      { type: integer, unit: persons, required: true, additive: no, zh: 触达客户数, doc: "reached, customers at the end of last year, in no control arm", declassify: "a count over all persons" }
  treated_rise_n: { type: integer, unit: persons, required: true, additive: no, zh: 触达提升客户数, doc: "of them, with more assets than then", declassify: "a count over all persons" }
  control_n:      { type: integer, unit: persons, required: true, additive: no, zh: 对照客户数, declassify: "a count over all persons" }
  control_rise_n: { type: integer, unit: persons, required: true, additive: no, zh: 对照提升客户数, declassify: "a count over all persons" }
  uplift_bp:      { type: integer, unit: bp, additive: no, zh: 提升, declassify: "a rate over all persons" }
  ci_low_bp:      { type: integer, unit: bp, additive: no, zh: 区间下限, doc: "95 %; NULL under 30 control persons", declassify: "a rate over all persons" }
  ci_high_bp:     { type: integer, unit: bp, additive: no, zh: 区间上限, declassify: "a rate over all persons" }
  incremental_n:  { type: integer, unit: persons, additive: no, zh: 增量客户数, doc: "rises beyond what the control arm's rate explains", declassify: "a count over all persons" }
---*/
WITH touches AS (
  SELECT t.source, t.campaign_code, t.party_id, CASE t.arm WHEN 'C' THEN 1 ELSE 0 END AS held, t.delivered
    FROM fact_touch AS t
   CROSS JOIN run_context AS c
   WHERE t.party_id IS NOT NULL AND t.biz_date BETWEEN c.period_from AND c.as_of AND (t.arm = 'C' OR t.delivered = 1)
), arms AS (
  SELECT source, campaign_code, party_id, MIN(held) AS least, MAX(held) AS most FROM touches GROUP BY source, campaign_code, party_id
  UNION ALL
  SELECT source, 'ALL', party_id, MIN(held), MAX(held) FROM touches GROUP BY source, party_id
), persons AS (
  SELECT DISTINCT x.party_id
    FROM id_xref AS x
   CROSS JOIN run_context AS c
   WHERE x.cust_status = 'A' AND x.valid_from <= c.base_date AND x.valid_to > c.base_date
), assets AS (
  SELECT b.party_id,
         SUM(CASE WHEN b.valid_to > c.as_of THEN b.amount_fen ELSE 0 END) AS now_fen,
         SUM(CASE WHEN b.valid_from <= c.base_date THEN b.amount_fen ELSE 0 END) AS base_fen
    FROM party_balance AS b
   CROSS JOIN run_context AS c
   WHERE b.kind IN ('DEMAND', 'TIME', 'PENSION_CASH', 'WMP', 'MMF', 'FUND', 'INSURANCE', 'BOND', 'METAL')
     AND ((b.valid_from <= c.as_of AND b.valid_to > c.as_of) OR (b.valid_from <= c.base_date AND b.valid_to > c.base_date))
   GROUP BY b.party_id
), counted AS (
  SELECT a.source, a.campaign_code,
         SUM(1 - a.most) AS tn, SUM(CASE WHEN a.most = 0 AND s.now_fen > s.base_fen THEN 1 ELSE 0 END) AS tr,
         SUM(a.least) AS cn, SUM(CASE WHEN a.least = 1 AND s.now_fen > s.base_fen THEN 1 ELSE 0 END) AS cr
    FROM arms AS a
    JOIN persons AS p ON p.party_id = a.party_id
    LEFT JOIN assets AS s ON s.party_id = a.party_id
   WHERE a.least = a.most
   GROUP BY a.source, a.campaign_code
), rated AS (
  SELECT source, campaign_code, tn, tr, cn, cr,
         CAST(tr AS DOUBLE) / NULLIF(tn, 0) AS pt, CAST(cr AS DOUBLE) / NULLIF(cn, 0) AS pc
    FROM counted
), measured AS (
  SELECT source, campaign_code, tn, tr, cn, cr, (pt - pc) * 10000 AS up, tr - tn * pc AS more,
         CASE WHEN cn >= 30 THEN sqrt(pt * (1 - pt) * (CAST(1 AS DOUBLE) / NULLIF(tn, 0)) + pc * (1 - pc) * (CAST(1 AS DOUBLE) / NULLIF(cn, 0))) * (CAST(19599640 AS DOUBLE) / 1000) END AS half
    FROM rated
)
SELECT source, campaign_code, tn AS treated_n, tr AS treated_rise_n, cn AS control_n, cr AS control_rise_n,
       CAST(round(up) AS BIGINT) AS uplift_bp,
       CAST(round(up - half) AS BIGINT) AS ci_low_bp,
       CAST(round(up + half) AS BIGINT) AS ci_high_bp,
       CAST(round(more) AS BIGINT) AS incremental_n
  FROM measured
