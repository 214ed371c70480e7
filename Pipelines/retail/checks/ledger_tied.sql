/*---
check: ledger_tied
title: The ledger and the accounts agree but for what is known (GL-01)
severity: warn
owner: core finance
shows: [org, subject, ccy, difference]
---*/
SELECT t.org, t.subject, t.ccy, t.difference
  FROM ledger_tie AS t
  JOIN run_context AS c ON c.as_of = t.biz_date
 WHERE t.difference <> 0
