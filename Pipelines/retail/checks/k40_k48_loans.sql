/*---
check: k40_k48_loans
title: Loans by grade, by bucket and by type are the same loans
severity: stop
owner: risk
---*/
SELECT k.value
  FROM mgt_kpi AS k
  JOIN mgt_kpi AS d ON d.kpi_id = 'K40.den' AND d.org = k.org
 WHERE k.kpi_id = 'K48' AND k.org = 'BANK'
   AND (k.value <> d.value
    OR k.value <> (SELECT COALESCE(SUM(b.value), 0) FROM mgt_kpi AS b
                    WHERE b.org = k.org AND b.kpi_id IN (SELECT 'K48.' || code FROM dim_code WHERE list = 'dpd_bucket'))
    OR k.value <> (SELECT COALESCE(SUM(b.amount_fen), 0) FROM fact_balance AS b CROSS JOIN run_context AS c
                    WHERE b.kind IN (SELECT 'LOAN_' || code FROM dim_code WHERE list = 'loan_type')
                      AND b.valid_from <= c.as_of AND b.valid_to > c.as_of))
