/*---
check: k23_parts
title: Consumer credit is the sum of its kinds, and instalments are a part of card overdrafts
severity: stop
owner: management accounting
---*/
SELECT k.value
  FROM mgt_kpi AS k
  JOIN mgt_kpi AS i ON i.kpi_id = 'K23.instal' AND i.org = k.org
  JOIN mgt_kpi AS o ON o.kpi_id = 'K23.CARD_OVERDRAFT' AND o.org = k.org
 WHERE k.kpi_id = 'K23'
   AND (i.value > o.value
    OR k.value <> (SELECT COALESCE(SUM(p.value), 0) FROM mgt_kpi AS p
                    WHERE p.org = k.org AND p.kpi_id IN ('K23.LOAN_CONS_CREDIT', 'K23.LOAN_CONS_SECURED', 'K23.CARD_OVERDRAFT')))
