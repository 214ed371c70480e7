/*---
check: complaint_closed
title: A closed complaint says when and how long it took, an open one does not
severity: warn
owner: service
---*/
SELECT ticket_no
  FROM fact_complaint
 WHERE (state = 'CLOSED' AND (closed_on IS NULL OR handle_min IS NULL OR closed_on < opened_on))
    OR (state = 'OPEN' AND closed_on IS NOT NULL)
