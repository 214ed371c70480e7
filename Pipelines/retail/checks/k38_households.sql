/*---
check: k38_households
title: Households have two members at least
severity: stop
owner: management accounting
---*/
SELECT h.value AS households, m.value AS members
  FROM mgt_kpi AS h
  JOIN mgt_kpi AS m ON m.kpi_id = 'K38.members' AND m.org = h.org
 WHERE h.kpi_id = 'K38' AND m.value < 2 * h.value
