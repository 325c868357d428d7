(() => {
  "use strict";
  const form = document.getElementById("go");
  const field = document.getElementById("go-to");
  const list = document.getElementById("hits");
  const MOST = 10;
  const folded = (text) =>
    text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase().replace(/[^\p{L}\p{N}\u3099\u309a]+/gu, " ").trim();
  let entries = null;
  form.hidden = false;

  // The index is a script beside the pages: a page opened from a folder may read no other file.
  const load = () => {
    if (entries || document.getElementById("index-of-names")) return;
    const script = document.createElement("script");
    script.id = "index-of-names";
    script.src = `${form.dataset.top}INDEX_FILE`;
    script.onload = () => {
      entries = window.INDEX_NAME.map(([name, path, kind, others]) => ({
        name, path, kind, names: [name, ...others.split("|")].filter(Boolean).map((text) => [folded(text), text]),
      }));
      find();
    };
    script.onerror = () => tell("The index of names (INDEX_FILE) is missing from this atlas.");
    document.head.append(script);
  };

  // 0: the name itself, 1: begins with it, 2: a word begins with it, 3: holds it, or its words.
  const fit = (name, words) => {
    if (name === words) return 0;
    if (name.startsWith(words)) return 1;
    if (name.includes(` ${words}`)) return 2;
    return words.split(" ").every((word) => name.includes(word)) ? 3 : 9;
  };
  const best = (entry, words) => {
    let found = [9, ""];
    entry.names.forEach(([name, text], at) => {
      const rank = fit(name, words) + (at ? 0.5 : 0);
      if (rank < found[0]) found = [rank, at ? text : ""];
    });
    return found;
  };
  const tell = (text) => {
    const line = document.createElement("li");
    const words = document.createElement("span");
    words.textContent = text;
    line.append(words);
    list.replaceChildren(line);
    list.hidden = false;
  };
  const find = () => {
    const words = folded(field.value);
    list.hidden = !words;
    if (!words || !entries) return;
    const hits = entries
      .map((entry) => [...best(entry, words), entry])
      .filter((hit) => hit[0] < 9)
      .sort((a, b) => a[0] - b[0] || a[2].name.localeCompare(b[2].name, "en"));
    const status = document.getElementById("status");
    status.textContent = `${hits.length} page${hits.length === 1 ? "" : "s"} found`;
    if (!hits.length) { tell("No mineral, buyer or supplier of this atlas has that name."); return; }
    list.replaceChildren(...hits.slice(0, MOST).map(([, also, entry]) => {
      const line = document.createElement("li");
      const link = document.createElement("a");
      const kind = document.createElement("small");
      link.href = form.dataset.top + entry.path;
      kind.textContent = ` ${entry.kind}${also ? `: ${also}` : ""}`;
      link.append(entry.name, kind);
      line.append(link);
      return line;
    }));
  };
  const close = () => { list.hidden = true; };

  field.addEventListener("focus", load);
  field.addEventListener("input", () => { load(); find(); });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    list.querySelector("a")?.click();
  });
  form.addEventListener("keydown", (event) => {
    const links = Array.from(list.querySelectorAll("a"));
    const at = links.indexOf(document.activeElement);
    if (event.key === "Escape") { close(); field.focus(); }
    if (event.key === "ArrowDown" && links.length) {
      event.preventDefault();
      links[Math.min(at + 1, links.length - 1)].focus();
    }
    if (event.key === "ArrowUp" && at >= 0) {
      event.preventDefault();
      (at ? links[at - 1] : field).focus();
    }
  });
  form.addEventListener("focusout", (event) => {
    if (!form.contains(event.relatedTarget)) close();
  });
  document.addEventListener("keydown", (event) => {
    const typing = /^(input|textarea|select)$/i.test(event.target.tagName);
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      field.focus();
    }
  });
})();
