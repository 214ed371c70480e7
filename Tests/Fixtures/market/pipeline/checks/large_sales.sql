/*---
check: large_sales
title: Sales above 1000 yuan are looked at
severity: warn
owner: till
shows: [sale_no]
---*/
SELECT sale_no FROM fact_sale WHERE amount_fen > 100000
