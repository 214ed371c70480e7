/*---
model: party_device
title: Devices that each party logged in with
zh: 客户登录设备
grain: one row per party and device
owner: digital
key: [party_id, device_id]
refresh: by party_id
columns:
  party_id:      { type: integer, required: true, class: C2, zh: 客户标识 }
  device_id:     { type: integer, required: true, class: C2, zh: 设备标识 }
  last_login_on: { type: text, required: true, class: C2, zh: 最近登录日, doc: "on this device" }
---*/
SELECT party_id, device_id, MAX(biz_date) AS last_login_on
  FROM fact_channel_event
 WHERE event_type = 'LOGIN' AND device_id IS NOT NULL AND party_id IS NOT NULL
 GROUP BY party_id, device_id
