/*---
model: party_consent
title: What each party allows
zh: 客户授权状态
grain: one row per party with a consent and interval [valid_from, valid_to); of several numbers the strictest state holds
owner: protection office
key: [party_id, valid_from]
refresh: by party_id
columns:
  party_id:       { type: integer, required: true, class: C2, zh: 客户标识 }
  opt_auto:       { type: integer, required: true, zh: 拒绝自动化决策, doc: "1: automated decisions are refused under some number" }
  opt_marketing:  { type: integer, required: true, zh: 同意营销, doc: "1: some marketing consent is given and not withdrawn under another number; never while erasure is asked for" }
  do_not_contact: { type: integer, required: true, zh: 免打扰 }
  erased:         { type: integer, required: true, zh: 已删除 }
  valid_from:     { type: text, required: true, zh: 生效日 }
  valid_to:       { type: text, required: true, zh: 失效日 }
---*/
WITH told AS (
  SELECT party_id, kind, state, valid_from, valid_to FROM fact_consent WHERE party_id IS NOT NULL
  UNION ALL
  SELECT a.party_id, 'ERASURE' AS kind, x.state, x.valid_from, '9999-12-31' AS valid_to
    FROM id_erasure AS x
    JOIN id_assignment AS a ON a.src = x.src AND a.src_cust_id = x.src_cust_id AND a.valid_from <= x.valid_from AND a.valid_to > x.valid_from
), bounds AS (
  SELECT party_id, valid_from AS d FROM told
  UNION
  SELECT party_id, valid_to AS d FROM told
), spans AS (
  SELECT party_id, d AS valid_from, LEAD(d) OVER (PARTITION BY party_id ORDER BY d) AS valid_to FROM bounds
), kinds AS (
  SELECT s.party_id, s.valid_from, s.valid_to, c.kind, MAX(CASE c.state WHEN 'GIVEN' THEN 1 ELSE 0 END) AS given,
         MAX(CASE c.state WHEN 'WITHDRAWN' THEN 1 ELSE 0 END) AS refused, MAX(CASE c.state WHEN 'EXECUTED' THEN 1 ELSE 0 END) AS executed
    FROM spans AS s
    JOIN told AS c ON c.party_id = s.party_id AND c.valid_from <= s.valid_from AND c.valid_to > s.valid_from
   WHERE s.valid_to IS NOT NULL
   GROUP BY s.party_id, s.valid_from, s.valid_to, c.kind
), states AS (
  SELECT party_id, valid_from, valid_to, MAX(CASE WHEN kind = 'AUTO_DECISION' THEN refused ELSE 0 END) AS opt_auto,
         MAX(CASE WHEN kind IN ('MKT_SMS', 'MKT_CALL', 'MKT_APP') AND refused = 0 THEN given ELSE 0 END) AS marketing,
         MAX(CASE WHEN kind = 'DNC' THEN given ELSE 0 END) AS do_not_contact,
         MAX(CASE WHEN kind = 'ERASURE' THEN executed ELSE 0 END) AS erased,
         MAX(CASE WHEN kind = 'ERASURE' AND refused = 0 THEN 1 ELSE 0 END) AS leaving
    FROM kinds
   GROUP BY party_id, valid_from, valid_to
), marked AS (
  SELECT party_id, opt_auto, CASE leaving WHEN 1 THEN 0 ELSE marketing END AS opt_marketing, do_not_contact, erased, valid_from, valid_to
    FROM states
), changes AS (
  SELECT party_id, opt_auto, opt_marketing, do_not_contact, erased, valid_from, valid_to,
         CASE WHEN LAG(valid_to) OVER w = valid_from AND LAG(opt_auto) OVER w = opt_auto AND LAG(opt_marketing) OVER w = opt_marketing
                   AND LAG(do_not_contact) OVER w = do_not_contact AND LAG(erased) OVER w = erased THEN 0 ELSE 1 END AS opens
    FROM marked
  WINDOW w AS (PARTITION BY party_id ORDER BY valid_from)
), islands AS (
  SELECT party_id, opt_auto, opt_marketing, do_not_contact, erased, valid_from, valid_to,
         SUM(opens) OVER (PARTITION BY party_id ORDER BY valid_from ROWS UNBOUNDED PRECEDING) AS island
    FROM changes
)
SELECT party_id, MIN(opt_auto) AS opt_auto, MIN(opt_marketing) AS opt_marketing, MIN(do_not_contact) AS do_not_contact, MIN(erased) AS erased,
       MIN(valid_from) AS valid_from, MAX(valid_to) AS valid_to
  FROM islands
 GROUP BY party_id, island
