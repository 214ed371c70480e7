/*---
check: accounts_without_branch
title: Open accounts whose branch is not known
severity: warn
owner: data office
---*/
SELECT account_id FROM dim_account WHERE is_current = 1 AND branch_no = '-'
