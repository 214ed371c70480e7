/*---
check: payment_facilities
title: Payment services took place at known facilities
severity: warn
owner: payments
---*/
SELECT p.service_id
  FROM fact_payment_service AS p
 WHERE NOT EXISTS (SELECT 1 FROM dim_facility AS f WHERE f.facility_no = p.facility_no)
