/*---
check: fact_balance_kinds
title: Every balance is of a known kind
severity: stop
owner: data office
---*/
SELECT DISTINCT b.kind
  FROM fact_balance AS b
 WHERE b.kind NOT IN (SELECT code FROM dim_code WHERE list = 'aum_kind')
   AND b.kind NOT IN (SELECT 'LOAN_' || code FROM dim_code WHERE list = 'loan_type')
   AND b.kind NOT IN ('CARD_OVERDRAFT', 'CARD_INSTAL')
