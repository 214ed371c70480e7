/*---
check: account_shares
title: Shares of an account sum to 10,000 basis points with one primary holder on every day
severity: warn
owner: data office
---*/
WITH others AS (                                        -- than those with one version of one whole holder, as nearly all are
  SELECT account_id FROM bridge_account_party GROUP BY account_id HAVING COUNT(*) > 1 OR MIN(share_bp) <> 10000 OR MIN(role) <> 'PRIMARY'
), days AS (
  SELECT DISTINCT b.account_id, b.valid_from AS day FROM others AS o CROSS JOIN bridge_account_party AS b WHERE b.account_id = o.account_id AND b.share_bp > 0
)
SELECT d.account_id, d.day
  FROM days AS d
 CROSS JOIN bridge_account_party AS h
 WHERE h.account_id = d.account_id AND h.valid_from <= d.day AND h.valid_to > d.day
 GROUP BY d.account_id, d.day
HAVING SUM(h.share_bp) <> 10000 OR SUM(CASE h.role WHEN 'PRIMARY' THEN 1 ELSE 0 END) <> 1
