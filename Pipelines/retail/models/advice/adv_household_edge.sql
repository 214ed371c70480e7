/*---
model: adv_household_edge
title: Relations within households
zh: 家庭关系图谱
grain: one row per two members of a household and relation of tonight
owner: wealth
key: [household_id, party_a, party_b, relation]
refresh: full
columns:
  household_id: { type: integer, required: true, class: C2, zh: 家庭标识, doc: "household of both" }
  party_a:      { type: integer, required: true, class: C2, zh: 甲方客户标识, doc: "token of the person that is the relation of party_b; of spouses and siblings the smaller token" }
  party_b:      { type: integer, required: true, class: C2, zh: 乙方客户标识, doc: "token of the other person" }
  relation:     { type: text, required: true, class: C2, zh: 关系, doc: "SPOUSE, PARENT or SIBLING; a child of a is told as a, PARENT of b" }
---*/
SELECT DISTINCT h.household_id, k.party_id AS party_a, k.kin_id AS party_b, k.relation
  FROM bridge_household_party AS h
  JOIN party_kin AS k ON k.party_id = h.party_id AND k.valid_to = '9999-12-31'
 WHERE h.is_current = 1 AND k.relation <> 'CHILD' AND (k.relation = 'PARENT' OR k.party_id < k.kin_id)
   AND EXISTS (SELECT 1 FROM bridge_household_party AS o WHERE o.household_id = h.household_id AND o.party_id = k.kin_id AND o.is_current = 1)
