(() => {
  "use strict";
  document.documentElement.classList.add("js");
  const status = document.getElementById("status");
  const collator = new Intl.Collator("en", { numeric: true });
  const all = (selector, within = document) => Array.from(within.querySelectorAll(selector));
  const say = (text) => { status.textContent = text; };
  const rows = (count) => `${count} row${count === 1 ? "" : "s"}`;
  const folded = (text) =>
    text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
  const made = (tag, text, set = {}) => {
    const element = Object.assign(document.createElement(tag), set);
    element.append(text);
    return element;
  };

  // A number, a text, or null for no figure.
  const key = (row, index) => {
    const cell = row.cells[index];
    const value = cell.dataset.v;
    if (value === undefined) return cell.textContent.trim() || null;
    if (value === "") return null;
    return cell.classList.contains("n") ? Number(value) : value;
  };
  // Cells without a figure stay last whichever way the rest goes.
  const compare = (a, b, sign) => {
    if (a === null || b === null) return (a === null) - (b === null);
    return sign * (typeof a === "number" ? a - b : collator.compare(a, b));
  };

  // Button that gives the CSV that the page holds beside a table.
  const downloading = (box) => {
    const button = made("button", "Download CSV", { type: "button" });
    button.addEventListener("click", () => {
      const source = box.querySelector('script[type="text/csv"]').textContent;
      const text = source.replaceAll("&lt;", "<").replaceAll("&amp;", "&");
      const link = document.createElement("a");
      link.href = URL.createObjectURL(new Blob([text], { type: "text/csv" }));
      link.download = box.dataset.file;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 1000);
    });
    return button;
  };
  for (const box of all(".csv")) {
    const tools = made("div", "", { className: "tools" });
    tools.append(downloading(box));
    box.append(tools);
  }

  const views = all(".table").map((box) => {
    const table = box.querySelector("table");
    const body = table.tBodies[0];
    const first = Number(box.dataset.first);
    const out = Number(box.dataset.out);
    const rest = box.querySelector(".rest");
    const view = { box, table, open: false, words: "" };

    // Rows that match the words of the table's filter and of the page's search.
    view.show = (words) => {
      const wanted = folded(`${words} ${view.words}`).split(/\s+/).filter(Boolean);
      let shown = 0;
      let at = 0;
      for (const row of body.rows) {
        const text = row.dataset.text ?? (row.dataset.text = folded(row.textContent));
        const fits = wanted.every((word) => text.includes(word));
        row.hidden = !fits;
        if (fits) shown += 1;
        row.classList.toggle("more", !view.open && !wanted.length && at >= first);
        at += 1;
      }
      return shown;
    };
    view.sort = (head, index) => {
      const numeric = head.classList.contains("n");
      const before = head.getAttribute("aria-sort");
      const start = numeric ? "descending" : "ascending";
      const other = numeric ? "ascending" : "descending";
      const order = before === start ? other : start;
      for (const cell of table.tHead.rows[0].cells) cell.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", order);
      const sign = order === "ascending" ? 1 : -1;
      const pairs = Array.from(body.rows, (row) => [key(row, index), row]);
      pairs.sort((a, b) => compare(a[0], b[0], sign));
      body.append(...pairs.map((pair) => pair[1]));
      box.classList.add("sorted");
      view.show(searched());
      say(`sorted by ${head.textContent.trim()}, ${order}`);
    };

    Array.from(table.tHead.rows[0].cells).forEach((head, index) => {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      button.addEventListener("click", () => view.sort(head, index));
      head.append(button);
    });

    const tools = made("div", "", { className: "tools" });
    const download = box.querySelector('script[type="text/csv"]') ? downloading(box) : "";
    if (body.rows.length > 5) {
      const input = made("input", "", { type: "search", autocomplete: "off" });
      input.addEventListener("input", () => {
        view.words = input.value;
        const shown = view.show(searched());
        const more = out ? `; ${rows(out)} more only in the CSV` : "";
        say(`${rows(shown)} of ${body.rows.length}${more}`);
      });
      const label = made("label", "Filter rows ");
      label.append(input);
      tools.append(label);
    }
    if (rest && body.rows.length > first) {
      const toggle = made("button", "", { type: "button" });
      const name = () => {
        toggle.textContent = view.open ? `Show ${first} rows` : `Show ${rows(body.rows.length)}`;
        toggle.setAttribute("aria-expanded", String(view.open));
        box.classList.toggle("long", view.open);
      };
      toggle.addEventListener("click", () => {
        view.open = !view.open;
        view.show(searched());
        name();
      });
      name();
      tools.append(toggle);
    }
    if (download) tools.append(download);
    box.querySelector(".scroll").after(tools);
    view.show("");
    return view;
  });

  // Search in the page: rows that match stay, and so do sections with such rows or words.
  const field = document.getElementById("search");
  const searched = () => (field ? field.value : "");
  if (field) {
    const box = field.closest("form");
    box.hidden = false;
    box.addEventListener("submit", (event) => event.preventDefault());
    const find = () => {
      const words = folded(field.value).split(/\s+/).filter(Boolean);
      const counts = new Map(views.map((view) => [view.box, view.show(field.value)]));
      let found = 0;
      let places = 0;
      for (const section of all("main section[data-search]")) {
        const within = all(".table", section);
        const matched = within.reduce((sum, one) => sum + counts.get(one), 0);
        const text = folded(
          all("h2, h3, p, figcaption, li, dt, dd", section).map((one) => one.textContent).join(" "));
        const said = words.every((word) => text.includes(word));
        section.hidden = words.length > 0 && !matched && !said;
        for (const one of within) one.hidden = words.length > 0 && !counts.get(one) && !said;
        if (!section.hidden) places += 1;
        found += matched;
      }
      const section = `${places} section${places === 1 ? "" : "s"}`;
      const text = words.length ? `${rows(found)} in ${section}` : "";
      document.getElementById("found").textContent = text;
    };
    field.addEventListener("input", find);
    field.addEventListener("keydown", (event) => {
      if (event.key === "Escape") { field.value = ""; find(); }
    });
  }

  // Words at the pointer for marks of pictures; by keyboard with the arrows.
  const tip = made("div", "", { className: "tip", hidden: true });
  document.body.append(tip);
  const put = (mark, x, y) => {
    tip.textContent = mark.dataset.tip;
    tip.hidden = false;
    const left = Math.min(x + 12, document.documentElement.clientWidth - tip.offsetWidth - 8);
    tip.style.left = `${Math.max(8, left) + scrollX}px`;
    tip.style.top = `${y + 14 + scrollY}px`;
  };
  const away = () => {
    tip.hidden = true;
    for (const mark of all(".at")) mark.classList.remove("at");
  };
  for (const plot of all(".plot")) {
    const marks = all("[data-tip]", plot);
    if (!marks.length) continue;
    let at = -1;
    plot.tabIndex = 0;
    plot.setAttribute("role", "group");
    plot.setAttribute("aria-label", "Figures of the picture; arrow keys go from one to the next");
    plot.addEventListener("pointermove", (event) => {
      const mark = event.target.closest("[data-tip]");
      away();
      if (mark) { mark.classList.add("at"); put(mark, event.clientX, event.clientY); }
    });
    plot.addEventListener("pointerleave", away);
    plot.addEventListener("blur", away);
    plot.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
      if (event.key === "Escape") { away(); at = -1; }
      if (!step) return;
      event.preventDefault();
      at = (at + step + marks.length) % marks.length;
      const box = marks[at].getBoundingClientRect();
      away();
      marks[at].classList.add("at");
      put(marks[at], box.left + box.width / 2, box.top + box.height / 2);
      say(marks[at].dataset.tip);
    });
  }

  // Tables wider than their window say so.
  const cue = () => {
    for (const scroll of all(".scroll")) {
      scroll.classList.toggle("wide", scroll.scrollWidth > scroll.clientWidth + 1);
      scroll.classList.toggle(
        "end", scroll.scrollLeft + scroll.clientWidth >= scroll.scrollWidth - 1);
    }
  };
  for (const scroll of all(".scroll")) scroll.addEventListener("scroll", cue, { passive: true });
  addEventListener("resize", cue);
  cue();
})();
