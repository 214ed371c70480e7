/*---
model: bridge_household_party
title: Members of households
zh: 家庭成员关系
grain: one row per member of a household and interval [valid_from, valid_to)
owner: wealth
key: [household_id, party_id, valid_from]
indexes: [[party_id]]
refresh: by party_id
columns:
  household_id: { type: integer, required: true, class: C2, zh: 家庭标识, doc: "the smallest party_id of its members" }
  party_id:     { type: integer, required: true, class: C2, zh: 客户标识 }
  role:         { type: text, required: true, class: C2, zh: 家庭角色, doc: "the first of SPOUSE, PARENT, CHILD, SIBLING that the person is to some member" }
  valid_from:   { type: text, required: true, class: C2, zh: 生效日, doc: "first day the row holds" }
  valid_to:     { type: text, required: true, class: C2, zh: 失效日, doc: "first day it no longer holds; 9999-12-31 while current" }
  is_current:   { type: integer, required: true, class: C2, zh: 当前有效, doc: "1 while the row holds" }
---*/
-- Whom a person reaches in 1, 2, 4, 8, 16 links that hold together; kin -1 says that they are more than twelve in all the
-- time known, and goes on to everyone who reaches such a person: their family is left for review, and nobody of it is here.
WITH sides AS (
  SELECT party_id, kin_id, CASE relation WHEN 'SPOUSE' THEN 1 WHEN 'PARENT' THEN 2 WHEN 'CHILD' THEN 3 ELSE 4 END AS role_no, valid_from, valid_to FROM party_kin
  UNION ALL
  SELECT kin_id AS party_id, party_id AS kin_id, CASE relation WHEN 'SPOUSE' THEN 1 WHEN 'PARENT' THEN 3 WHEN 'CHILD' THEN 2 ELSE 4 END, valid_from, valid_to FROM party_kin
), reach_1 AS (
  SELECT DISTINCT party_id, kin_id, valid_from, valid_to FROM sides
  UNION ALL
  SELECT DISTINCT party_id, party_id, '0001-01-01', '9999-12-31' FROM sides
), counted_1 AS (
  SELECT party_id, kin_id, valid_from, valid_to, DENSE_RANK() OVER (PARTITION BY party_id ORDER BY kin_id) AS place,
         DENSE_RANK() OVER (PARTITION BY party_id ORDER BY kin_id DESC) AS place_back
    FROM reach_1
), kept_1 AS (
  SELECT DISTINCT party_id, CASE WHEN place + place_back > 13 THEN -1 ELSE kin_id END AS kin_id,
         CASE WHEN place + place_back > 13 THEN '0001-01-01' ELSE valid_from END AS valid_from,
         CASE WHEN place + place_back > 13 THEN '9999-12-31' ELSE valid_to END AS valid_to
    FROM counted_1
), reach_2 AS (
  SELECT DISTINCT a.party_id, COALESCE(b.kin_id, a.kin_id) AS kin_id,
         CASE WHEN b.valid_from > a.valid_from THEN b.valid_from ELSE a.valid_from END AS valid_from,
         CASE WHEN b.valid_to < a.valid_to THEN b.valid_to ELSE a.valid_to END AS valid_to
    FROM kept_1 AS a
    LEFT JOIN kept_1 AS b ON b.party_id = a.kin_id AND b.valid_from < a.valid_to AND b.valid_to > a.valid_from
), counted_2 AS (
  SELECT party_id, kin_id, valid_from, valid_to, DENSE_RANK() OVER (PARTITION BY party_id ORDER BY kin_id) AS place,
         DENSE_RANK() OVER (PARTITION BY party_id ORDER BY kin_id DESC) AS place_back
    FROM reach_2
), kept_2 AS (
  SELECT DISTINCT party_id, CASE WHEN place + place_back > 13 THEN -1 ELSE kin_id END AS kin_id,
         CASE WHEN place + place_back > 13 THEN '0001-01-01' ELSE valid_from END AS valid_from,
         CASE WHEN place + place_back > 13 THEN '9999-12-31' ELSE valid_to END AS valid_to
    FROM counted_2
), reach_4 AS (
  SELECT DISTINCT a.party_id, COALESCE(b.kin_id, a.kin_id) AS kin_id,
         CASE WHEN b.valid_from > a.valid_from THEN b.valid_from ELSE a.valid_from END AS valid_from,
         CASE WHEN b.valid_to < a.valid_to THEN b.valid_to ELSE a.valid_to END AS valid_to
    FROM kept_2 AS a
    LEFT JOIN kept_2 AS b ON b.party_id = a.kin_id AND b.valid_from < a.valid_to AND b.valid_to > a.valid_from
), counted_4 AS (
  SELECT party_id, kin_id, valid_from, valid_to, DENSE_RANK() OVER (PARTITION BY party_id ORDER BY kin_id) AS place,
         DENSE_RANK() OVER (PARTITION BY party_id ORDER BY kin_id DESC) AS place_back
    FROM reach_4
), kept_4 AS (
  SELECT DISTINCT party_id, CASE WHEN place + place_back > 13 THEN -1 ELSE kin_id END AS kin_id,
         CASE WHEN place + place_back > 13 THEN '0001-01-01' ELSE valid_from END AS valid_from,
         CASE WHEN place + place_back > 13 THEN '9999-12-31' ELSE valid_to END AS valid_to
    FROM counted_4
), reach_8 AS (
  SELECT DISTINCT a.party_id, COALESCE(b.kin_id, a.kin_id) AS kin_id,
         CASE WHEN b.valid_from > a.valid_from THEN b.valid_from ELSE a.valid_from END AS valid_from,
         CASE WHEN b.valid_to < a.valid_to THEN b.valid_to ELSE a.valid_to END AS valid_to
    FROM kept_4 AS a
    LEFT JOIN kept_4 AS b ON b.party_id = a.kin_id AND b.valid_from < a.valid_to AND b.valid_to > a.valid_from
), counted_8 AS (
  SELECT party_id, kin_id, valid_from, valid_to, DENSE_RANK() OVER (PARTITION BY party_id ORDER BY kin_id) AS place,
         DENSE_RANK() OVER (PARTITION BY party_id ORDER BY kin_id DESC) AS place_back
    FROM reach_8
), kept_8 AS (
  SELECT DISTINCT party_id, CASE WHEN place + place_back > 13 THEN -1 ELSE kin_id END AS kin_id,
         CASE WHEN place + place_back > 13 THEN '0001-01-01' ELSE valid_from END AS valid_from,
         CASE WHEN place + place_back > 13 THEN '9999-12-31' ELSE valid_to END AS valid_to
    FROM counted_8
), reach_16 AS (
  SELECT DISTINCT a.party_id, COALESCE(b.kin_id, a.kin_id) AS kin_id,
         CASE WHEN b.valid_from > a.valid_from THEN b.valid_from ELSE a.valid_from END AS valid_from,
         CASE WHEN b.valid_to < a.valid_to THEN b.valid_to ELSE a.valid_to END AS valid_to
    FROM kept_8 AS a
    LEFT JOIN kept_8 AS b ON b.party_id = a.kin_id AND b.valid_from < a.valid_to AND b.valid_to > a.valid_from
), bounds AS (
  SELECT party_id, valid_from AS d FROM reach_16 WHERE party_id <> kin_id
  UNION
  SELECT party_id, valid_to AS d FROM reach_16 WHERE party_id <> kin_id
), spans AS (
  SELECT party_id, d AS valid_from, LEAD(d) OVER (PARTITION BY party_id ORDER BY d) AS valid_to FROM bounds
), families AS (
  SELECT s.party_id, s.valid_from, s.valid_to, MIN(r.kin_id) AS household_id
    FROM spans AS s
    JOIN reach_16 AS r ON r.party_id = s.party_id AND r.valid_from <= s.valid_from AND r.valid_to > s.valid_from
   WHERE s.valid_to IS NOT NULL
   GROUP BY s.party_id, s.valid_from, s.valid_to
  HAVING COUNT(DISTINCT r.kin_id) BETWEEN 2 AND 12 AND MIN(r.kin_id) > -1
), members AS (
  SELECT f.household_id, f.party_id, MIN(k.role_no) AS role_no, f.valid_from, f.valid_to
    FROM families AS f
    JOIN sides AS k ON k.party_id = f.party_id AND k.valid_from <= f.valid_from AND k.valid_to > f.valid_from
   GROUP BY f.household_id, f.party_id, f.valid_from, f.valid_to
), changes AS (
  SELECT household_id, party_id, role_no, valid_from, valid_to,
         CASE WHEN LAG(valid_to) OVER w = valid_from AND LAG(household_id) OVER w = household_id AND LAG(role_no) OVER w = role_no THEN 0 ELSE 1 END AS opens
    FROM members
  WINDOW w AS (PARTITION BY party_id ORDER BY valid_from)
), islands AS (
  SELECT household_id, party_id, role_no, valid_from, valid_to,
         SUM(opens) OVER (PARTITION BY party_id ORDER BY valid_from ROWS UNBOUNDED PRECEDING) AS island
    FROM changes
)
SELECT MIN(household_id) AS household_id, party_id,
       CASE MIN(role_no) WHEN 1 THEN 'SPOUSE' WHEN 2 THEN 'PARENT' WHEN 3 THEN 'CHILD' ELSE 'SIBLING' END AS role,
       MIN(valid_from) AS valid_from, MAX(valid_to) AS valid_to,
       CASE WHEN MAX(valid_to) = '9999-12-31' THEN 1 ELSE 0 END AS is_current
  FROM islands
 GROUP BY party_id, island
