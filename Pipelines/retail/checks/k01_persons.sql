/*---
check: k01_persons
title: There are no more persons than numbers
severity: stop
owner: management accounting
---*/
SELECT k.value
  FROM mgt_kpi AS k
  JOIN mgt_kpi AS n ON n.kpi_id = 'K01.numbers' AND n.org = k.org
 WHERE k.kpi_id = 'K01' AND k.value > n.value
