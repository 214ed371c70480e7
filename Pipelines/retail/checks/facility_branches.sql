/*---
check: facility_branches
title: The branches of accounts are among the facilities
severity: warn
owner: branches
---*/
SELECT DISTINCT a.branch_no
  FROM dim_account AS a
 WHERE a.is_current = 1 AND a.branch_no <> '-'
   AND EXISTS (SELECT 1 FROM dim_facility)
   AND NOT EXISTS (SELECT 1 FROM dim_facility AS f WHERE f.facility_no = a.branch_no AND f.kind = 'BRANCH')
