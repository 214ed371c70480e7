/*---
check: k32_versions
title: Active persons used at least one version, and no version more than all
severity: warn
owner: digital
---*/
SELECT k.kpi_id, k.value
  FROM mgt_kpi AS k
  JOIN mgt_kpi AS a ON a.kpi_id = 'K32' AND a.org = k.org
 WHERE k.kpi_id IN ('K32.v9', 'K32.v10') AND k.value > a.value
