"""Opens a report in headless Chromium, light and dark, and looks at it as a reader without a mouse would.

usage: report_page.py REPORT.html [PICTURE.png]     prints what is wrong, a line each; exit 1 where anything is
"""
import json, os, re, shutil, subprocess, sys, tempfile

LOOK = r"""
<script>
addEventListener("load", () => {
  const wrong = [], say = (words) => { if (wrong.length < 50) wrong.push(words); };
  // Pictures: drawn, of some size, with words for who does not see them.
  const pictures = [...document.querySelectorAll("svg")];
  for (const details of document.querySelectorAll("details")) details.open = true;
  for (const picture of pictures) {
    const box = picture.getBoundingClientRect(), name = picture.getAttribute("aria-label") || "";
    if (picture.getAttribute("role") !== "img" || name.length < 8) say("a picture without words: " + name);
    const drawn = [...picture.querySelectorAll("rect,circle,polyline,line")]
      .filter((part) => { const b = part.getBBox(); return b.width > 0 || b.height > 0; });
    if (box.width < 50 || box.height < 10 || drawn.length === 0) say("an empty picture: " + name);
  }
  // Links and headings.
  const ids = [...document.querySelectorAll("[id]")].map((element) => element.id);
  if (new Set(ids).size !== ids.length) say("an id stands twice");
  for (const link of document.querySelectorAll("a")) {
    if (!link.hash || !document.getElementById(link.hash.slice(1))) say("a link leads nowhere: " + link.href);
  }
  if (!document.documentElement.lang) say("the page has no language");
  let level = 1;
  for (const head of document.querySelectorAll("h1,h2,h3")) {
    const own = Number(head.tagName[1]);
    if (own > level + 1) say("a heading is skipped before: " + head.textContent);
    level = own;
  }
  // Keyboard: every heading of a table is a button that takes the focus and sorts; whatever scrolls takes it too.
  let sorted = 0;
  for (const table of document.querySelectorAll("table")) {
    for (const head of table.tHead.rows[0].cells) {
      const button = head.querySelector("button");
      if (!button) { say("a heading that no key sorts: " + head.textContent); continue; }
      button.focus();
      if (document.activeElement !== button) { say("no focus: " + head.textContent); continue; }
      button.click();
      if (head.getAttribute("aria-sort") !== "ascending") say("not sorted: " + head.textContent);
      sorted += 1;
    }
    const wide = table.parentElement;
    if (wide.scrollWidth > wide.clientWidth && wide.tabIndex !== 0) say("no key scrolls a wide table");
  }
  // Contrast of words, WCAG 2.1: 4.5 : 1.
  const part = (c) => { c /= 255; return c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4; };
  const light = ([r, g, b]) => 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
  const numbers = (colour) => (colour.match(/[\d.]+/g) || []).map(Number);
  const paper = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = numbers(getComputedStyle(at).backgroundColor);
      if (colour.length === 3 || (colour.length === 4 && colour[3] === 1)) return colour;
    }
    return [255, 255, 255];
  };
  let words = 0, least = 21;
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const owner = walk.currentNode.parentElement;
    if (!walk.currentNode.textContent.trim() || ["SCRIPT", "STYLE", "title"].includes(owner.tagName)) continue;
    const style = getComputedStyle(owner);
    const ink = numbers(owner instanceof SVGElement ? style.fill : style.color);
    const [a, b] = [light(ink), light(paper(owner))].sort((x, y) => y - x);
    const contrast = (a + 0.05) / (b + 0.05);
    words += 1; least = Math.min(least, contrast);
    if (contrast < 4.5) say("contrast " + contrast.toFixed(2) + ": " + walk.currentNode.textContent.trim().slice(0, 40));
  }
  if (performance.getEntriesByType("resource").length) say("something was loaded");
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  document.documentElement.dataset.found = JSON.stringify(
    { wrong, pictures: pictures.length, sorted, words, least: Number(least.toFixed(2)), dark });
});
</script>
"""


def chromium(page, *more):
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    return subprocess.run(
        [program, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars",
         "--enable-logging=stderr", "--window-size=1280,1500", *more, "file://" + page],
        capture_output=True, text=True, timeout=120)


def look(report, scheme):
    text = open(report, encoding="utf-8").read()
    with tempfile.TemporaryDirectory() as folder:
        page = folder + "/report.html"
        with open(page, "w", encoding="utf-8") as copy:
            copy.write(text.replace("</body>", LOOK + "</body>"))
        seen = chromium(page, "--dump-dom", "--virtual-time-budget=8000", "--blink-settings=preferredColorScheme=" + scheme)
    wrong = ["console: " + line for line in seen.stderr.splitlines() if "CONSOLE" in line]
    found = re.search(r'data-found="([^"]*)"', seen.stdout)
    if not found:
        return wrong + ["the page did not come to its end"], {}
    found = json.loads(found.group(1).replace("&quot;", '"').replace("&lt;", "<").replace("&amp;", "&"))
    return wrong + found["wrong"], found


def main():
    report, bad = os.path.abspath(sys.argv[1]), False
    for name, scheme in (("light", "1"), ("dark", "0")):
        wrong, found = look(report, scheme)
        if found and found["dark"] != (name == "dark"):
            wrong.append("the browser did not take the colour scheme")
        if found and found["pictures"] < 8:
            wrong.append(f"only {found['pictures']} pictures")
        bad = bad or bool(wrong)
        print(name, found and {k: v for k, v in found.items() if k != "wrong"})
        for line in wrong:
            print(" ", line)
    if len(sys.argv) > 2:
        chromium(report, "--screenshot=" + sys.argv[2])
    sys.exit(1 if bad else 0)


main()
