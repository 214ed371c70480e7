/// Lets readers sort the tables by a column, with mouse or keyboard. Without it the page is the same, but unsorted.
let sortingScript: Markup = Markup(
  stringLiteral: """
    // A table that is wider than the page is scrolled by the arrow keys.
    for (const wide of document.querySelectorAll(".wide")) {
      if (wide.scrollWidth <= wide.clientWidth) continue;
      wide.tabIndex = 0;
      wide.setAttribute("role", "group");
      wide.setAttribute("aria-label", "Table, wider than the page 宽表，可横向滚动");
    }
    for (const head of document.querySelectorAll("thead th")) {
      const button = document.createElement("button");
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        const body = head.closest("table").tBodies[0], place = head.cellIndex;
        const up = head.getAttribute("aria-sort") !== "ascending";
        for (const other of head.parentNode.cells) other.removeAttribute("aria-sort");
        head.setAttribute("aria-sort", up ? "ascending" : "descending");
        const key = (row) => {
          const text = row.cells[place].textContent.trim();
          const number = Number(text.replaceAll(",", "").replace("\u{2212}", "-"));
          return text !== "" && !Number.isNaN(number) ? number : text;
        };
        const before = (a, b) => typeof a === typeof b ? (a < b ? -1 : a > b ? 1 : 0) : typeof a === "number" ? -1 : 1;
        const rows = [...body.rows].sort((a, b) => before(key(a), key(b)) * (up ? 1 : -1));
        body.append(...rows);
      });
    }
    """)
