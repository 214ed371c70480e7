/*---
check: suppress_s11
title: Nobody is offered what he already holds
severity: stop
owner: marketing
---*/
SELECT a.party_id, a.product_code
  FROM mkt_next_action AS a
  JOIN bridge_account_party AS h ON h.party_id = a.party_id AND h.is_current = 1 AND h.share_bp > 0
 WHERE a.action <> 'SUPPRESS'
   AND (EXISTS (SELECT 1 FROM dim_account AS d WHERE d.account_id = h.account_id AND d.is_current = 1 AND d.status <> 'CLOSED' AND d.product_code = a.product_code)
        OR (h.src = 'WLTH' AND EXISTS (SELECT 1 FROM fact_balance AS b WHERE b.account_id = h.account_id AND b.valid_to = '9999-12-31' AND b.amount_fen > 0 AND b.product_code = a.product_code)))
