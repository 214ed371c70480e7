/*---
check: division_parents
title: Every prefecture and county has its parent, once the whole tree has been delivered
severity: stop
owner: data office
---*/
SELECT d.code
  FROM division AS d
 WHERE d.parent_code IS NOT NULL
   AND NOT EXISTS (SELECT 1 FROM division AS p WHERE p.code = d.parent_code)
