/*---
check: funnels_shrink
title: No step of a funnel counts more than the one before
severity: stop
owner: marketing
---*/
SELECT b.funnel, b.month, b.step, b.event_cnt, a.event_cnt AS before_cnt
  FROM mkt_funnel AS b
  LEFT JOIN mkt_funnel AS a ON a.funnel = b.funnel AND a.month = b.month AND a.step_no = b.step_no - 1
 WHERE b.step_no > 1 AND (a.event_cnt IS NULL OR b.event_cnt > a.event_cnt OR b.party_cnt > a.party_cnt)
