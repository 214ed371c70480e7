/*---
check: id_xref_intervals
title: A source number has one person at a time
severity: stop
owner: data office
---*/
SELECT a.src, a.src_cust_id, a.valid_from
  FROM id_xref AS a
 WHERE a.valid_from >= a.valid_to
    OR EXISTS (SELECT 1 FROM id_xref AS b WHERE b.src = a.src AND b.src_cust_id = a.src_cust_id AND b.valid_from > a.valid_from AND b.valid_from < a.valid_to)
