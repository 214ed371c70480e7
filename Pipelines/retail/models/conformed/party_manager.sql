/*---
model: party_manager
title: Who looks after each party
zh: 客户经理关系
grain: one row per party with a manager and interval [valid_from, valid_to)
owner: marketing
key: [party_id, valid_from]
refresh: by party_id
columns:
  party_id:     { type: integer, required: true, class: C2, zh: 客户标识 }
  rm_staff_no:  { type: text, zh: 主管客户经理, doc: "of several links the latest" }
  rm_remote_no: { type: text, zh: 远维客户经理 }
  valid_from:   { type: text, required: true, zh: 生效日 }
  valid_to:     { type: text, required: true, zh: 失效日 }
---*/
WITH links AS (
  SELECT link_id, link_type, src_a, cust_a, staff_no, link_from, valid_from, CASE WHEN link_to < valid_to THEN link_to ELSE valid_to END AS valid_to
    FROM stg_customer_link
   WHERE link_type IN ('RM_MAIN', 'RM_REMOTE')
), held AS (
  SELECT a.party_id, l.link_id, l.link_type, l.staff_no, l.link_from,
         CASE WHEN a.valid_from > l.valid_from THEN a.valid_from ELSE l.valid_from END AS valid_from,
         CASE WHEN a.valid_to < l.valid_to THEN a.valid_to ELSE l.valid_to END AS valid_to
    FROM links AS l
    JOIN id_assignment AS a ON a.src = l.src_a AND a.src_cust_id = l.cust_a AND a.valid_from < l.valid_to AND a.valid_to > l.valid_from
   WHERE l.valid_from < l.valid_to
), bounds AS (
  SELECT party_id, valid_from AS d FROM held
  UNION
  SELECT party_id, valid_to AS d FROM held
), spans AS (
  SELECT party_id, d AS valid_from, LEAD(d) OVER (PARTITION BY party_id ORDER BY d) AS valid_to FROM bounds
), ranked AS (
  SELECT s.party_id, s.valid_from, s.valid_to, h.link_type, h.staff_no,
         ROW_NUMBER() OVER (PARTITION BY s.party_id, s.valid_from, h.link_type ORDER BY h.link_from DESC, h.link_id DESC) AS place
    FROM spans AS s
    JOIN held AS h ON h.party_id = s.party_id AND h.valid_from <= s.valid_from AND h.valid_to > s.valid_from
   WHERE s.valid_to IS NOT NULL
)
SELECT party_id, MAX(CASE link_type WHEN 'RM_MAIN' THEN staff_no END) AS rm_staff_no, MAX(CASE link_type WHEN 'RM_REMOTE' THEN staff_no END) AS rm_remote_no,
       valid_from, valid_to
  FROM ranked
 WHERE place = 1
 GROUP BY party_id, valid_from, valid_to
