/*---
check: loan_pillars
title: The stages of an application belong to the four unifications
severity: stop
owner: loan
---*/
SELECT COUNT(DISTINCT parent_code) AS pillars
  FROM dim_code
 WHERE list = 'loan_stage'
HAVING COUNT(DISTINCT parent_code) <> 4
