/*---
check: party_parts
title: The parts of every joint balance sum to the whole
severity: stop
owner: data office
---*/
SELECT p.account_id
  FROM (SELECT b.account_id, SUM(b.amount_fen) AS amount_fen
          FROM party_balance AS b CROSS JOIN run_context AS c
         WHERE b.valid_from <= c.as_of AND b.valid_to > c.as_of
           AND b.account_id IN (SELECT h.account_id FROM bridge_account_party AS h WHERE h.role = 'JOINT' AND h.share_bp > 0 AND h.party_id IS NOT NULL)
         GROUP BY b.account_id) AS p
  JOIN (SELECT b.account_id, SUM(b.amount_fen) AS amount_fen
          FROM fact_balance AS b CROSS JOIN run_context AS c
         WHERE b.valid_from <= c.as_of AND b.valid_to > c.as_of
           AND b.account_id IN (SELECT h.account_id FROM bridge_account_party AS h WHERE h.role = 'JOINT' AND h.share_bp > 0 AND h.party_id IS NOT NULL)
         GROUP BY b.account_id) AS w ON w.account_id = p.account_id
 WHERE w.amount_fen <> p.amount_fen
   AND NOT EXISTS (SELECT 1 FROM bridge_account_party AS h WHERE h.account_id = p.account_id AND h.party_id IS NULL)
