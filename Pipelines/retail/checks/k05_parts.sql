/*---
check: k05_parts
title: Reached customers are those of the base and those who joined
severity: stop
owner: marketing
---*/
SELECT k.value
  FROM mgt_kpi AS k
  JOIN mgt_kpi AS b ON b.kpi_id = 'K05.on_base' AND b.org = k.org
  JOIN mgt_kpi AS j ON j.kpi_id = 'K05.joined' AND j.org = k.org
 WHERE k.kpi_id = 'K05' AND k.value <> b.value + j.value
