/*---
check: ledger_tied
title: The ledger and the accounts agree but for what is known (GL-01)
severity: warn
owner: core finance
---*/
SELECT t.org, t.subject, t.ccy, t.difference
  FROM ledger_tie AS t
 WHERE t.difference <> 0
