(() => {
  "use strict";
  const status = document.getElementById("sorted");
  const collator = new Intl.Collator("en", { numeric: true });

  // A number, a text, or null for no figure.
  const key = (row, index) => {
    const cell = row.cells[index];
    const number = cell.dataset.v;
    if (number === undefined) return cell.textContent.trim() || null;
    return number === "" ? null : Number(number);
  };

  // Cells without a figure stay last whichever way the rest goes.
  const compare = (a, b, sign) => {
    if (a === null || b === null) return (a === null) - (b === null);
    return sign * (typeof a === "number" ? a - b : collator.compare(a, b));
  };

  const sort = (table, head, index) => {
    const numeric = head.classList.contains("n");
    const before = head.getAttribute("aria-sort");
    const first = numeric ? "descending" : "ascending";
    const other = numeric ? "ascending" : "descending";
    const order = before === first ? other : first;
    const sign = order === "ascending" ? 1 : -1;
    for (const cell of table.tHead.rows[0].cells) cell.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", order);
    const body = table.tBodies[0];
    const rows = Array.from(body.rows, (row) => [key(row, index), row]);
    rows.sort((a, b) => compare(a[0], b[0], sign));
    body.append(...rows.map((pair) => pair[1]));
    status.textContent = `sorted by ${head.textContent.trim()}, ${order}`;
  };

  for (const table of document.querySelectorAll("table")) {
    Array.from(table.tHead.rows[0].cells).forEach((head, index) => {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      button.addEventListener("click", () => sort(table, head, index));
      head.append(button);
    });
  }

  let opened = [];
  window.addEventListener("beforeprint", () => {
    opened = Array.from(document.querySelectorAll("details:not([open])"));
    for (const details of opened) details.open = true;
  });
  window.addEventListener("afterprint", () => {
    for (const details of opened) details.open = false;
  });
})();
