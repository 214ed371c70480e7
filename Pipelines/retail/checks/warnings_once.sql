/*---
check: warnings_once
title: The risk view counts every early warning
severity: stop
owner: risk
---*/
SELECT w.warnings, v.warnings AS counted
  FROM (SELECT COUNT(*) AS warnings FROM risk_warning) AS w
 CROSS JOIN (SELECT COALESCE(SUM(warning_cnt), 0) AS warnings FROM risk_party_now) AS v
 WHERE w.warnings <> v.warnings
