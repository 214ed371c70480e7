/*---
model: party_family
title: Who is of one family by any link ever known
zh: 亲属群
grain: one row per party with a family link
owner: wealth
key: [party_id]
indexes: [[household_id]]
refresh: by party_id
columns:
  party_id:     { type: integer, required: true, class: C2, zh: 客户标识 }
  household_id: { type: integer, required: true, class: C2, zh: 亲属群标识, doc: "the smallest party_id of the family; of one that is too large, the smallest within eleven links" }
  too_large:    { type: integer, required: true, class: C2, zh: 待复核, doc: "1: more than twelve persons; such a family is left for review and forms no household" }
---*/
-- Everyone tells the smallest token heard of to his kin, eleven times: within a family of twelve all have heard of the smallest.
-- Where kin have not heard the same, the family is larger.
WITH told_1 AS (
  SELECT party_id, MIN(kin_id) AS least_id FROM party_kin WHERE kin_id < party_id GROUP BY party_id
), told_2 AS (
  SELECT k.kin_id AS party_id, MIN(t.least_id) AS least_id
    FROM told_1 AS t JOIN party_kin AS k ON k.party_id = t.party_id
   WHERE t.least_id < k.kin_id GROUP BY k.kin_id
), told_3 AS (
  SELECT k.kin_id AS party_id, MIN(t.least_id) AS least_id
    FROM told_2 AS t JOIN party_kin AS k ON k.party_id = t.party_id
   WHERE t.least_id < k.kin_id GROUP BY k.kin_id
), told_4 AS (
  SELECT k.kin_id AS party_id, MIN(t.least_id) AS least_id
    FROM told_3 AS t JOIN party_kin AS k ON k.party_id = t.party_id
   WHERE t.least_id < k.kin_id GROUP BY k.kin_id
), told_5 AS (
  SELECT k.kin_id AS party_id, MIN(t.least_id) AS least_id
    FROM told_4 AS t JOIN party_kin AS k ON k.party_id = t.party_id
   WHERE t.least_id < k.kin_id GROUP BY k.kin_id
), told_6 AS (
  SELECT k.kin_id AS party_id, MIN(t.least_id) AS least_id
    FROM told_5 AS t JOIN party_kin AS k ON k.party_id = t.party_id
   WHERE t.least_id < k.kin_id GROUP BY k.kin_id
), told_7 AS (
  SELECT k.kin_id AS party_id, MIN(t.least_id) AS least_id
    FROM told_6 AS t JOIN party_kin AS k ON k.party_id = t.party_id
   WHERE t.least_id < k.kin_id GROUP BY k.kin_id
), told_8 AS (
  SELECT k.kin_id AS party_id, MIN(t.least_id) AS least_id
    FROM told_7 AS t JOIN party_kin AS k ON k.party_id = t.party_id
   WHERE t.least_id < k.kin_id GROUP BY k.kin_id
), told_9 AS (
  SELECT k.kin_id AS party_id, MIN(t.least_id) AS least_id
    FROM told_8 AS t JOIN party_kin AS k ON k.party_id = t.party_id
   WHERE t.least_id < k.kin_id GROUP BY k.kin_id
), told_10 AS (
  SELECT k.kin_id AS party_id, MIN(t.least_id) AS least_id
    FROM told_9 AS t JOIN party_kin AS k ON k.party_id = t.party_id
   WHERE t.least_id < k.kin_id GROUP BY k.kin_id
), told_11 AS (
  SELECT k.kin_id AS party_id, MIN(t.least_id) AS least_id
    FROM told_10 AS t JOIN party_kin AS k ON k.party_id = t.party_id
   WHERE t.least_id < k.kin_id GROUP BY k.kin_id
), heard AS (
  SELECT DISTINCT party_id, party_id AS least_id FROM party_kin
  UNION ALL
  SELECT party_id, least_id FROM told_1
  UNION ALL
  SELECT party_id, least_id FROM told_2
  UNION ALL
  SELECT party_id, least_id FROM told_3
  UNION ALL
  SELECT party_id, least_id FROM told_4
  UNION ALL
  SELECT party_id, least_id FROM told_5
  UNION ALL
  SELECT party_id, least_id FROM told_6
  UNION ALL
  SELECT party_id, least_id FROM told_7
  UNION ALL
  SELECT party_id, least_id FROM told_8
  UNION ALL
  SELECT party_id, least_id FROM told_9
  UNION ALL
  SELECT party_id, least_id FROM told_10
  UNION ALL
  SELECT party_id, least_id FROM told_11
), named AS (
  SELECT party_id, MIN(least_id) AS kin_id FROM heard GROUP BY party_id
), compared AS (
  SELECT party_id, kin_id, kin_id AS other_id FROM named
  UNION ALL
  SELECT k.kin_id, NULL, n.kin_id FROM named AS n JOIN party_kin AS k ON k.party_id = n.party_id
), agreed AS (
  SELECT party_id, MIN(kin_id) AS kin_id, MIN(other_id) AS first_id, MAX(other_id) AS last_id FROM compared GROUP BY party_id
), counted AS (
  SELECT party_id, kin_id, COUNT(*) OVER (PARTITION BY kin_id) AS persons,
         MIN(first_id) OVER (PARTITION BY kin_id) AS first_id, MAX(last_id) OVER (PARTITION BY kin_id) AS last_id
    FROM agreed
)
SELECT party_id, kin_id AS household_id, CASE WHEN persons > 12 OR first_id <> kin_id OR last_id <> kin_id THEN 1 ELSE 0 END AS too_large
  FROM counted
