/*---
check: large_claims
title: A claim is no more than 1000 yuan
severity: hold
owner: complaints desk
shows: [complaint_no]
---*/
SELECT complaint_no FROM fact_complaint WHERE claim_fen > 100000
