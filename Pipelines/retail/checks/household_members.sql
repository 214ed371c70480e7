/*---
check: household_members
title: A person is in one household at a time, and a household has two to twelve members
severity: stop
owner: wealth
---*/
WITH members AS (
  SELECT party_id, valid_from, LAG(valid_to) OVER (PARTITION BY party_id ORDER BY valid_from, household_id) AS before_to FROM bridge_household_party
)
SELECT party_id, 0 AS members FROM members WHERE before_to > valid_from
UNION ALL
SELECT household_id, COUNT(*) FROM bridge_household_party WHERE is_current = 1 GROUP BY household_id HAVING COUNT(*) NOT BETWEEN 2 AND 12
UNION ALL
SELECT h.household_id, h.member_cnt
  FROM adv_household AS h
 WHERE h.member_cnt <> (SELECT COUNT(*) FROM bridge_household_party AS b WHERE b.household_id = h.household_id AND b.is_current = 1)
UNION ALL
SELECT e.party_a, e.party_b
  FROM adv_household_edge AS e
 WHERE NOT EXISTS (SELECT 1 FROM bridge_household_party AS b WHERE b.household_id = e.household_id AND b.party_id = e.party_a AND b.is_current = 1)
