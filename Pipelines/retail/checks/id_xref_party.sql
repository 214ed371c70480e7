/*---
check: id_xref_party
title: Every open number belongs to a living party of the customer dimension
severity: stop
owner: data office
---*/
SELECT x.src, x.src_cust_id
  FROM (SELECT DISTINCT party_id FROM id_xref) AS n
 CROSS JOIN id_xref AS x
 WHERE x.party_id = n.party_id AND x.is_current = 1
   AND NOT EXISTS (SELECT 1 FROM dim_party AS p WHERE p.party_id = n.party_id AND p.is_current = 1)
