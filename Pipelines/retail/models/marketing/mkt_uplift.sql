/*---
model: mkt_uplift
title: Uplift of assets among the reached over the held out
zh: 触客增量提升
grain: one row per source of touches and campaign, ALL for all of them
owner: marketing
key: [source, campaign_code]
refresh: full        # rates over all persons: a touch or balance of one moves the row of a campaign
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
    FROM run_context AS c
   CROSS JOIN fact_touch AS t
   WHERE t.party_id IS NOT NULL AND t.biz_date BETWEEN c.period_from AND c.as_of AND (t.arm = 'C' OR t.delivered = 1)
), arms AS (
  SELECT source, campaign_code, party_id, MIN(held) AS least, MAX(held) AS most FROM touches GROUP BY party_id, source, campaign_code
  UNION ALL
  SELECT source, 'ALL', party_id, MIN(held), MAX(held) FROM touches GROUP BY party_id, source
), parties AS (
  SELECT DISTINCT party_id FROM arms WHERE least = most
), assets AS (
  SELECT a.party_id, CASE WHEN COALESCE(n.aum_end_fen, l.aum_end_fen, 0) > COALESCE(m.aum_end_fen, 0) THEN 1 ELSE 0 END AS rises
    FROM run_context AS c
    JOIN dim_date AS f ON f.date_id = c.month_from
    JOIN dim_date AS e ON e.day_no = f.day_no - 1
   CROSS JOIN parties AS a
    JOIN dim_party AS p ON p.party_id = a.party_id AND p.valid_from <= c.base_date AND p.valid_to > c.base_date AND p.status = 'A'
    LEFT JOIN customer_month AS n ON n.party_id = a.party_id AND n.month = c.month       -- none where nothing moved in the running month
    LEFT JOIN customer_month AS l ON l.party_id = a.party_id AND l.month = e.month
    LEFT JOIN customer_month AS m ON m.party_id = a.party_id AND m.month = substr(c.base_date, 1, 7)
), counted AS (
  SELECT a.source, a.campaign_code, SUM(1 - a.most) AS tn, SUM((1 - a.most) * s.rises) AS tr, SUM(a.least) AS cn, SUM(a.least * s.rises) AS cr
    FROM assets AS s
   CROSS JOIN arms AS a
   WHERE a.party_id = s.party_id AND a.least = a.most
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
