/*---
check: k02_growth
title: Growth is who joined less who left
severity: stop
owner: management accounting
---*/
SELECT k.value
  FROM mgt_kpi AS k
  JOIN mgt_kpi AS j ON j.kpi_id = 'K02.joined' AND j.org = k.org
  JOIN mgt_kpi AS l ON l.kpi_id = 'K02.left' AND l.org = k.org
 WHERE k.kpi_id = 'K02' AND k.value <> j.value - l.value
