/*---
check: account_shares
title: Shares of an account sum to 10,000 basis points with one primary holder
severity: warn
owner: card centre
---*/
SELECT account_id
  FROM bridge_account_party
 WHERE is_current = 1
 GROUP BY account_id
HAVING SUM(share_bp) <> 10000 OR SUM(CASE role WHEN 'PRIMARY' THEN 1 ELSE 0 END) <> 1
