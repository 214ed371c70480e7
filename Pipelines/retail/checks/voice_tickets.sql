/*---
check: voice_tickets
title: The voice of the customer counts every complaint once
severity: stop
owner: service
---*/
SELECT v.tickets
  FROM (SELECT COALESCE(SUM(ticket_cnt), 0) AS tickets FROM mkt_voice) AS v
  JOIN (SELECT COUNT(*) AS tickets FROM fact_complaint) AS f ON f.tickets <> v.tickets
