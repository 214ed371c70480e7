/*---
check: assistant_staff
title: A task takes time
severity: warn
owner: technology
---*/
SELECT usage_id FROM fact_assistant WHERE minutes <= 0
