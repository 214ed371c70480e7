/*---
check: k12_persons
title: "Persons are no more than events: contactless signatures and asset allocation"
severity: stop
owner: management accounting
---*/
SELECT p.kpi_id, p.value
  FROM mgt_kpi AS p
  JOIN mgt_kpi AS e ON e.org = p.org
                   AND (p.kpi_id = 'K12.persons' AND e.kpi_id IN ('K12', 'K13.SIGN') OR p.kpi_id = 'K12.ytd' AND e.kpi_id = 'K12' OR p.kpi_id = 'K14' AND e.kpi_id = 'K14.steps')
 WHERE p.value > e.value
