/*---
check: order_suitability
title: Purchases that do not suit the customer, for compliance
severity: warn
owner: wealth
---*/
SELECT order_no FROM fact_order WHERE side = 'BUY' AND state = 'CONFIRMED' AND suitable = 0
