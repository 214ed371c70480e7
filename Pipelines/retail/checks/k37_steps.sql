/*---
check: k37_steps
title: No more appointments are kept than booked, and none is served without an arrival
severity: stop
owner: management accounting
---*/
SELECT b.value AS booked, a.value AS arrived, s.value AS served
  FROM mgt_kpi AS b
  JOIN mgt_kpi AS a ON a.kpi_id = 'K37.ARRIVE' AND a.org = b.org
  JOIN mgt_kpi AS s ON s.kpi_id = 'K37.SERVED' AND s.org = b.org
 WHERE b.kpi_id = 'K37.BOOK' AND (a.value > b.value OR s.value > a.value)
