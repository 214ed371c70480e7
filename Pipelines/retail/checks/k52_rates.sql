/*---
check: k52_rates
title: Approvals without interest are low ones, and these are approvals
severity: stop
owner: loan
---*/
SELECT k.value
  FROM mgt_kpi AS k
  JOIN mgt_kpi AS z ON z.kpi_id = 'K52.zero' AND z.org = k.org
  JOIN mgt_kpi AS a ON a.kpi_id = 'K52.of' AND a.org = k.org
 WHERE k.kpi_id = 'K52' AND (z.value > k.value OR k.value > a.value)
