/*---
check: loan_process_order
title: An application is decided after it was submitted, and paid out after it was signed
severity: warn
owner: loan
---*/
SELECT application_no
  FROM loan_process
 WHERE decided_on < submitted_on OR signed_on < decided_on OR disbursed_on < signed_on OR (disbursed_on IS NOT NULL AND signed_on IS NULL)
