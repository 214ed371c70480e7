-- Where were change packs handed out, currency exchanged and foreign cards taken this year, net of reversals?
SELECT f.scene, SUM(CASE WHEN p.kind IN ('PACK', 'PACK_REV') THEN p.signed_quantity ELSE 0 END) AS packs,
       SUM(CASE WHEN p.kind IN ('FXEX', 'FXEX_REV') THEN p.signed_quantity ELSE 0 END) AS exchanges,
       SUM(CASE WHEN p.kind IN ('FXACQ', 'FXACQ_REV') THEN p.signed_quantity ELSE 0 END) AS card_payments,
       SUM(p.signed_fen) AS value_fen
  FROM fact_payment_service AS p
 CROSS JOIN run_context AS c
  JOIN dim_facility AS f ON f.facility_no = p.facility_no AND f.is_current = 1
 WHERE p.biz_date BETWEEN c.period_from AND c.as_of
 GROUP BY f.scene
 ORDER BY value_fen DESC, f.scene;
