/*---
check: account_shares
title: Shares of an account sum to 10,000 basis points with one primary holder on every day
severity: warn
owner: data office
---*/
SELECT d.account_id, d.day
  FROM (SELECT DISTINCT account_id, valid_from AS day FROM bridge_account_party WHERE share_bp > 0) AS d
  JOIN bridge_account_party AS h ON h.account_id = d.account_id AND h.valid_from <= d.day AND h.valid_to > d.day
 GROUP BY d.account_id, d.day
HAVING SUM(h.share_bp) <> 10000 OR SUM(CASE h.role WHEN 'PRIMARY' THEN 1 ELSE 0 END) <> 1
