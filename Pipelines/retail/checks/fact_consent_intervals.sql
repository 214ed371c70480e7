/*---
check: fact_consent_intervals
title: A number has one state of each consent at a time
severity: stop
owner: protection office
---*/
SELECT a.src_cust_id
  FROM fact_consent AS a
  JOIN fact_consent AS b ON b.src_cust_id = a.src_cust_id AND b.src = a.src AND b.kind = a.kind AND b.valid_from > a.valid_from AND b.valid_from < a.valid_to
