/*---
check: suppress_s11
title: Nobody is offered what he already holds
severity: stop
owner: marketing
---*/
SELECT a.party_id, a.product_code
  FROM dim_account AS d
 CROSS JOIN bridge_account_party AS h
 CROSS JOIN mkt_next_action AS a
 WHERE d.is_current = 1 AND d.status NOT IN ('CLOSED', 'LAPSED', 'CANCELLED', 'MATURED', 'SURRENDERED') AND d.product_code IN (SELECT product_code FROM dim_offer)
   AND h.account_id = d.account_id AND h.is_current = 1 AND h.share_bp > 0
   AND a.party_id = h.party_id AND a.product_code = d.product_code AND a.action <> 'SUPPRESS'
UNION ALL
SELECT a.party_id, a.product_code
  FROM mkt_next_action AS a
 CROSS JOIN bridge_account_party AS h
 CROSS JOIN fact_balance AS b
 WHERE a.action <> 'SUPPRESS' AND a.product_code IN (SELECT product_code FROM dim_product)
   AND h.party_id = a.party_id AND h.is_current = 1 AND h.share_bp > 0 AND h.src = 'WLTH'
   AND b.account_id = h.account_id AND b.product_code = a.product_code AND b.valid_to = '9999-12-31' AND b.amount_fen > 0
