/*---
check: sale_stalls
title: Sales are of stalls that there are
severity: stop
owner: till
shows: [stall_no]
---*/
SELECT DISTINCT s.stall_no FROM fact_sale AS s WHERE NOT EXISTS (SELECT 1 FROM dim_stall AS d WHERE d.stall_no = s.stall_no)
