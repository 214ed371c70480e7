/*---
check: ledger_tied_month_end
title: At a month's end the ledger and the accounts agree but for what is known (GL-01)
severity: stop
owner: core finance
shows: [org, subject, ccy, difference]
---*/
SELECT t.org, t.subject, t.ccy, t.difference
  FROM ledger_tie AS t
  JOIN run_context AS c ON c.as_of = t.biz_date
  JOIN dim_date AS d ON d.date_id = t.biz_date AND d.is_month_end = 1
 WHERE t.difference <> 0
