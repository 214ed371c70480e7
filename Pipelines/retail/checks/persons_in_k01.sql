/*---
check: persons_in_k01
title: Persons of a figure are among the customers
severity: warn
owner: management accounting
---*/
SELECT k.kpi_id, k.value
  FROM mgt_kpi AS k
  JOIN mgt_kpi AS n ON n.kpi_id = 'K01' AND n.org = k.org
 WHERE k.kpi_id IN ('K05', 'K09', 'K11', 'K12.persons', 'K14', 'K32', 'K44', 'K49') AND k.org = 'BANK' AND k.value > n.value
