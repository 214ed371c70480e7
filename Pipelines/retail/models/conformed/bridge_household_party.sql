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
-- As in party_family, but by links that are in force together: in every span between two changes of a family's links.
WITH bounds AS (
  SELECT f.household_id, k.valid_from AS d FROM party_family AS f JOIN party_kin AS k ON k.party_id = f.party_id WHERE f.too_large = 0
  UNION
  SELECT f.household_id, k.valid_to AS d FROM party_family AS f JOIN party_kin AS k ON k.party_id = f.party_id WHERE f.too_large = 0
), spans AS (
  SELECT household_id, d AS valid_from, LEAD(d) OVER (PARTITION BY household_id ORDER BY d) AS valid_to FROM bounds
), linked AS (
  SELECT f.party_id, s.valid_from, s.valid_to, k.kin_id, CASE k.relation WHEN 'SPOUSE' THEN 1 WHEN 'PARENT' THEN 2 WHEN 'CHILD' THEN 3 ELSE 4 END AS role_no
    FROM spans AS s
    JOIN party_family AS f ON f.household_id = s.household_id
    JOIN party_kin AS k ON k.party_id = f.party_id AND k.valid_from <= s.valid_from AND k.valid_to > s.valid_from
   WHERE s.valid_to IS NOT NULL
), told_1 AS (
  SELECT party_id, valid_from, MIN(valid_to) AS valid_to, MIN(kin_id) AS least_id FROM linked WHERE kin_id < party_id GROUP BY party_id, valid_from
), told_2 AS (
  SELECT k.kin_id AS party_id, t.valid_from, MIN(t.valid_to) AS valid_to, MIN(t.least_id) AS least_id
    FROM told_1 AS t JOIN party_kin AS k ON k.party_id = t.party_id AND k.valid_from <= t.valid_from AND k.valid_to > t.valid_from
   WHERE t.least_id < k.kin_id GROUP BY k.kin_id, t.valid_from
), told_3 AS (
  SELECT k.kin_id AS party_id, t.valid_from, MIN(t.valid_to) AS valid_to, MIN(t.least_id) AS least_id
    FROM told_2 AS t JOIN party_kin AS k ON k.party_id = t.party_id AND k.valid_from <= t.valid_from AND k.valid_to > t.valid_from
   WHERE t.least_id < k.kin_id GROUP BY k.kin_id, t.valid_from
), told_4 AS (
  SELECT k.kin_id AS party_id, t.valid_from, MIN(t.valid_to) AS valid_to, MIN(t.least_id) AS least_id
    FROM told_3 AS t JOIN party_kin AS k ON k.party_id = t.party_id AND k.valid_from <= t.valid_from AND k.valid_to > t.valid_from
   WHERE t.least_id < k.kin_id GROUP BY k.kin_id, t.valid_from
), told_5 AS (
  SELECT k.kin_id AS party_id, t.valid_from, MIN(t.valid_to) AS valid_to, MIN(t.least_id) AS least_id
    FROM told_4 AS t JOIN party_kin AS k ON k.party_id = t.party_id AND k.valid_from <= t.valid_from AND k.valid_to > t.valid_from
   WHERE t.least_id < k.kin_id GROUP BY k.kin_id, t.valid_from
), told_6 AS (
  SELECT k.kin_id AS party_id, t.valid_from, MIN(t.valid_to) AS valid_to, MIN(t.least_id) AS least_id
    FROM told_5 AS t JOIN party_kin AS k ON k.party_id = t.party_id AND k.valid_from <= t.valid_from AND k.valid_to > t.valid_from
   WHERE t.least_id < k.kin_id GROUP BY k.kin_id, t.valid_from
), told_7 AS (
  SELECT k.kin_id AS party_id, t.valid_from, MIN(t.valid_to) AS valid_to, MIN(t.least_id) AS least_id
    FROM told_6 AS t JOIN party_kin AS k ON k.party_id = t.party_id AND k.valid_from <= t.valid_from AND k.valid_to > t.valid_from
   WHERE t.least_id < k.kin_id GROUP BY k.kin_id, t.valid_from
), told_8 AS (
  SELECT k.kin_id AS party_id, t.valid_from, MIN(t.valid_to) AS valid_to, MIN(t.least_id) AS least_id
    FROM told_7 AS t JOIN party_kin AS k ON k.party_id = t.party_id AND k.valid_from <= t.valid_from AND k.valid_to > t.valid_from
   WHERE t.least_id < k.kin_id GROUP BY k.kin_id, t.valid_from
), told_9 AS (
  SELECT k.kin_id AS party_id, t.valid_from, MIN(t.valid_to) AS valid_to, MIN(t.least_id) AS least_id
    FROM told_8 AS t JOIN party_kin AS k ON k.party_id = t.party_id AND k.valid_from <= t.valid_from AND k.valid_to > t.valid_from
   WHERE t.least_id < k.kin_id GROUP BY k.kin_id, t.valid_from
), told_10 AS (
  SELECT k.kin_id AS party_id, t.valid_from, MIN(t.valid_to) AS valid_to, MIN(t.least_id) AS least_id
    FROM told_9 AS t JOIN party_kin AS k ON k.party_id = t.party_id AND k.valid_from <= t.valid_from AND k.valid_to > t.valid_from
   WHERE t.least_id < k.kin_id GROUP BY k.kin_id, t.valid_from
), told_11 AS (
  SELECT k.kin_id AS party_id, t.valid_from, MIN(t.valid_to) AS valid_to, MIN(t.least_id) AS least_id
    FROM told_10 AS t JOIN party_kin AS k ON k.party_id = t.party_id AND k.valid_from <= t.valid_from AND k.valid_to > t.valid_from
   WHERE t.least_id < k.kin_id GROUP BY k.kin_id, t.valid_from
), heard AS (
  SELECT party_id, valid_from, valid_to, CASE WHEN kin_id < party_id THEN kin_id ELSE party_id END AS least_id, role_no FROM linked
  UNION ALL
  SELECT party_id, valid_from, valid_to, least_id, 9 FROM told_2
  UNION ALL
  SELECT party_id, valid_from, valid_to, least_id, 9 FROM told_3
  UNION ALL
  SELECT party_id, valid_from, valid_to, least_id, 9 FROM told_4
  UNION ALL
  SELECT party_id, valid_from, valid_to, least_id, 9 FROM told_5
  UNION ALL
  SELECT party_id, valid_from, valid_to, least_id, 9 FROM told_6
  UNION ALL
  SELECT party_id, valid_from, valid_to, least_id, 9 FROM told_7
  UNION ALL
  SELECT party_id, valid_from, valid_to, least_id, 9 FROM told_8
  UNION ALL
  SELECT party_id, valid_from, valid_to, least_id, 9 FROM told_9
  UNION ALL
  SELECT party_id, valid_from, valid_to, least_id, 9 FROM told_10
  UNION ALL
  SELECT party_id, valid_from, valid_to, least_id, 9 FROM told_11
), members AS (
  SELECT MIN(least_id) AS household_id, party_id, MIN(role_no) AS role_no, valid_from, MIN(valid_to) AS valid_to FROM heard GROUP BY party_id, valid_from
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
