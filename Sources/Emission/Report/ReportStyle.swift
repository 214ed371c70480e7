/// The look of the report: no script, no font and no picture from elsewhere; light or dark as the reader's system is.
let reportStyle: Markup = """
  :root { color-scheme: light dark; --paper: #fbfbfa; --ink: #1d2126; --soft: #5d6670; --line: #dfe2e5; --card: #fff;
    --good: #1f7a4d; --bad: #b3261e; --mild: #9a6700; --bar: #2f6db5; --bar2: #c8721c; --bar3: #8a8f98;
    --bar4: #3f9a72; --bar5: #9463c4; --bar6: #c2566b; }
  @media (prefers-color-scheme: dark) { :root { --paper: #14171a; --ink: #e6e8ea; --soft: #9aa3ad; --line: #2c3238;
    --card: #1b1f24; --good: #5fc48f; --bad: #ff8a80; --mild: #e3b341; --bar: #6ba4e7; --bar2: #f0a35e; --bar3: #79808a; } }
  * { box-sizing: border-box; }
  body { margin: 0; background: var(--paper); color: var(--ink); line-height: 1.5;
    font-family: system-ui, "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", sans-serif; font-size: 15px; }
  main, header { max-width: 1180px; margin: 0 auto; padding: 0 24px; }
  header { padding-top: 32px; } h1 { font-size: 26px; margin: 0 0 4px; } h2 { font-size: 19px; margin: 36px 0 10px; }
  h3 { font-size: 15px; margin: 18px 0 6px; } p { margin: 6px 0; } .zh { color: var(--soft); font-weight: 400; font-size: .88em; }
  nav { display: flex; flex-wrap: wrap; gap: 4px 18px; margin: 14px 0 0; } a { color: var(--bar); text-decoration: none; }
  a:hover { text-decoration: underline; } .none { color: var(--soft); }
  .cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(160px, 1fr)); gap: 12px; margin: 18px 0; }
  .card { background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 12px 14px; }
  .card b { display: block; font-size: 22px; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
  .wide { overflow-x: auto; background: var(--card); border: 1px solid var(--line); border-radius: 8px; }
  table { border-collapse: collapse; width: 100%; font-size: 13.5px; } th, td { padding: 6px 10px; text-align: left;
    border-bottom: 1px solid var(--line); vertical-align: top; } th { color: var(--soft); font-weight: 600; white-space: nowrap; }
  tr:last-child td { border-bottom: 0; } .n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
  .state { font-weight: 600; } .good { color: var(--good); } .bad { color: var(--bad); } .mild { color: var(--mild); }
  svg { display: block; width: 100%; height: auto; background: var(--card); border: 1px solid var(--line);
    border-radius: 8px; margin: 8px 0 14px; } svg text { fill: var(--ink); font-size: 12px; } svg .soft { fill: var(--soft); }
  .b1 { fill: var(--bar); } .b2 { fill: var(--bar2); } .b3 { fill: var(--bar3); }
  .b4 { fill: var(--bar4); } .b5 { fill: var(--bar5); } .b6 { fill: var(--bar6); }
  .l1, .l2, .l3, .l4, .l5, .l6 { fill: none; stroke-width: 2; } .l1 { stroke: var(--bar); } .l2 { stroke: var(--bar2); }
  .l3 { stroke: var(--bar3); } .l4 { stroke: var(--bar4); } .l5 { stroke: var(--bar5); } .l6 { stroke: var(--bar6); }
  .spark { display: inline-block; width: 120px; height: 24px; margin: 0; border: 0; background: none; vertical-align: middle; }
  figure { margin: 0 0 20px; } summary { cursor: pointer; color: var(--soft); font-size: 13px; }
  th button { all: unset; cursor: pointer; } th button:focus-visible { outline: 2px solid var(--bar); } .axis { stroke: var(--line); }
  footer { color: var(--soft); font-size: 13px; padding: 30px 0 40px; } li { margin: 4px 0; }
  a:focus-visible, summary:focus-visible, .wide:focus-visible { outline: 2px solid var(--bar); outline-offset: 2px; }
  @page { size: A4 landscape; margin: 12mm; }
  @media print { nav { display: none; } .spark { width: 80px; height: 16px; } #figures td:nth-child(2) { min-width: 190px; } body { font-size: 10pt; } main, header { max-width: none; padding: 0; }
    .wide { overflow: visible; border: 0; } table { font-size: 6.5pt; } th, td { padding: 2px 4px; } th { white-space: normal; }
    tr, figure, .card { break-inside: avoid; } h2, h3, figcaption { break-after: avoid; }
    svg, .state { print-color-adjust: exact; -webkit-print-color-adjust: exact; } }
  """
