/*---
check: suppress_s05
title: Nobody with a grave complaint that is open or was closed within 30 days is sent an offer
severity: stop
owner: service
---*/
SELECT a.party_id, t.ticket_no
  FROM fact_complaint AS t
 CROSS JOIN run_context AS c
  JOIN dim_date AS n ON n.date_id = c.as_of
  JOIN mkt_next_action AS a ON a.party_id = t.party_id AND a.action <> 'SUPPRESS'
  LEFT JOIN dim_date AS d ON d.date_id = t.closed_on
 WHERE t.severity >= 4 AND (t.state IN ('OPEN', 'REOPENED') OR n.day_no - d.day_no < 30)
