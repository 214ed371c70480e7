/*---
check: campaigns_known
title: Campaigns of card transactions are known, and were running
severity: warn
owner: card centre
---*/
SELECT t.txn_id
  FROM fact_card_txn AS t
  LEFT JOIN dim_campaign AS m ON m.campaign_code = t.campaign_code
 WHERE t.campaign_code IS NOT NULL
   AND (m.campaign_code IS NULL OR t.txn_type IN ('PURCHASE', 'INSTAL_PURCHASE') AND t.posted_on NOT BETWEEN m.start_date AND m.end_date)
