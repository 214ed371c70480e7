/*---
check: touch_control
title: A held-out customer has received nothing in the same campaign
severity: warn
owner: marketing
---*/
SELECT t.party_id, t.campaign_code
  FROM fact_touch AS t
 WHERE t.party_id IS NOT NULL AND t.source = 'BRAIN'
 GROUP BY t.party_id, t.campaign_code
HAVING SUM(CASE WHEN t.arm = 'C' THEN 1 ELSE 0 END) > 0 AND SUM(CASE WHEN t.arm = 'T' AND t.delivered = 1 THEN 1 ELSE 0 END) > 0
