/*---
check: id_xref_party
title: Every open number belongs to a living party of the customer dimension
severity: stop
owner: data office
---*/
SELECT x.src, x.src_cust_id
  FROM id_xref AS x
 WHERE x.is_current = 1
   AND NOT EXISTS (SELECT 1 FROM dim_party AS p WHERE p.party_id = x.party_id AND p.is_current = 1)
