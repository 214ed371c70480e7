/*---
check: id_xref_intervals
title: A source number has one person at a time
severity: stop
owner: data office
---*/
SELECT a.src, a.src_cust_id, a.valid_from
  FROM (SELECT src, src_cust_id, valid_from, valid_to, LEAD(valid_from) OVER (PARTITION BY src, src_cust_id ORDER BY valid_from) AS next_from FROM id_xref) AS a
 WHERE a.next_from < a.valid_to OR a.valid_from >= a.valid_to
