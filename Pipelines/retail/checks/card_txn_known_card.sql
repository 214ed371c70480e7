/*---
check: card_txn_known_card
title: Transactions of unknown cards
severity: warn
owner: card centre
---*/
SELECT txn_id FROM fact_card_txn WHERE account_id IS NULL
