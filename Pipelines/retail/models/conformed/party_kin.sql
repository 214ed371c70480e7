/*---
model: party_kin
title: Declared family links between parties
zh: 客户亲属关系
grain: one row per side of a family link of two parties and interval [valid_from, valid_to) in which it is in force
owner: wealth
key: [party_id, kin_id, link_id, relation, valid_from]
refresh: by party_id
columns:
  party_id:   { type: integer, required: true, class: C2, zh: 客户标识 }
  kin_id:     { type: integer, required: true, class: C2, zh: 亲属客户标识, doc: "token of the other person" }
  link_id:    { type: text, required: true, zh: 关系标识, doc: "the source's number of the link" }
  relation:   { type: text, required: true, class: C2, zh: 亲属关系, doc: "what party_id is to kin_id: SPOUSE, PARENT, CHILD or SIBLING" }
  valid_from: { type: text, required: true, class: C2, zh: 生效日, doc: "first day on which the link holds and is known" }
  valid_to:   { type: text, required: true, class: C2, zh: 失效日, doc: "first day on which it no longer holds; 9999-12-31 while current" }
---*/
WITH sides(side) AS (VALUES (1), (2)),
links AS (
  SELECT link_id, link_type, src_a, cust_a, src_b, cust_b,
         CASE WHEN link_from > valid_from THEN link_from ELSE valid_from END AS valid_from,
         CASE WHEN link_to < valid_to THEN link_to ELSE valid_to END AS valid_to
    FROM stg_customer_link
   WHERE link_type IN ('SPOUSE', 'PARENT', 'CHILD', 'SIBLING') AND cust_b IS NOT NULL
), one_side AS (
  SELECT l.link_id, l.link_type, l.src_b, l.cust_b, a.party_id,
         CASE WHEN a.valid_from > l.valid_from THEN a.valid_from ELSE l.valid_from END AS valid_from,
         CASE WHEN a.valid_to < l.valid_to THEN a.valid_to ELSE l.valid_to END AS valid_to
    FROM links AS l
    JOIN id_assignment AS a ON a.src = l.src_a AND a.src_cust_id = l.cust_a AND a.valid_from < l.valid_to AND a.valid_to > l.valid_from
), both_sides AS (
  SELECT o.link_id, o.link_type, o.party_id, b.party_id AS kin_id,
         CASE WHEN b.valid_from > o.valid_from THEN b.valid_from ELSE o.valid_from END AS valid_from,
         CASE WHEN b.valid_to < o.valid_to THEN b.valid_to ELSE o.valid_to END AS valid_to
    FROM one_side AS o
    JOIN id_assignment AS b ON b.src = o.src_b AND b.src_cust_id = o.cust_b AND b.valid_from < o.valid_to AND b.valid_to > o.valid_from
)
SELECT CASE s.side WHEN 1 THEN l.party_id ELSE l.kin_id END AS party_id,
       CASE s.side WHEN 1 THEN l.kin_id ELSE l.party_id END AS kin_id, l.link_id,
       CASE WHEN s.side = 1 THEN l.link_type WHEN l.link_type = 'PARENT' THEN 'CHILD' WHEN l.link_type = 'CHILD' THEN 'PARENT' ELSE l.link_type END AS relation,
       l.valid_from, l.valid_to
  FROM both_sides AS l
 CROSS JOIN sides AS s
 WHERE l.party_id <> l.kin_id AND l.valid_from < l.valid_to
