"use strict";
// Everything is written as text: no string of a report ever becomes markup.
(() => {
  const ROWS = 100;
  const SIGN = { fine: "✓ ok", warn: "! warning", bad: "✗ failed", none: "· not checked" };
  const make = (name, properties = {}, ...children) => {
    const element = Object.assign(document.createElement(name), properties);
    element.append(...children);
    return element;
  };
  const report = (index) =>
    JSON.parse(document.getElementsByClassName("report")[index].textContent);

  const copy = async (text, button) => {
    const said = button.textContent;
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      const area = make("textarea", { value: text });
      document.body.append(area);
      area.select();
      document.execCommand("copy");
      area.remove();
      button.focus();
    }
    button.textContent = "Copied";
    setTimeout(() => { button.textContent = said; }, 1500);
  };

  // A step's commands, or all of it where it has none.
  const commands = (button) => {
    const action = button.parentElement.querySelector(".action");
    const typed = [...action.querySelectorAll("code")].map((code) => code.textContent);
    const runs = typed.filter((code) => code.includes(" "));
    return (runs.length ? runs : [action.textContent]).join("\n");
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button?.classList.contains("copy")) copy(commands(button), button);
    if (button?.classList.contains("copy-report")) {
      const index = Number(button.closest("[data-report]").dataset.report);
      copy(JSON.stringify(report(index), null, 2), button);
    }
  });
  document.addEventListener("toggle", (event) => {
    const details = event.target;
    if (!details.open || !details.matches(".raw")) return;
    const place = details.querySelector("pre");
    if (!place.textContent) {
      place.textContent = JSON.stringify(report(Number(details.dataset.report)), null, 2);
    }
  }, true);

  const table = document.getElementById("table");
  if (!table) return;
  const rows = JSON.parse(document.getElementById("rows").textContent);
  rows.forEach((row, index) => {
    row.index = index;
    row.words = `${row.target} ${row.cause} ${row.summary}`.toLowerCase();
  });
  const body = table.tBodies[0];
  const filter = document.querySelector(".filter");
  const words = document.getElementById("words");
  const frame = table.parentElement;
  const columns = table.tHead.rows[0].cells.length;
  let sorted = { key: "gravity", up: false };
  let cause = "";
  let shown = [];
  let written = 0;

  const list = (title, lines) => lines.length === 0 ? [] : [
    make("h3", { textContent: title }),
    make("ul", {}, ...lines.map((line) => make("li", { textContent: line }))),
  ];
  const detail = (row) => {
    const full = report(row.index);
    const primary = full.findings.find((one) => one.id === full.primary);
    const others = full.findings.filter((one) => one !== primary);
    const raw = make("details", { className: "raw" },
      make("summary", { textContent: "The report as JSON" }),
      make("p", {}, make("button", { type: "button", className: "copy-report", textContent: "Copy the report" })),
      make("pre", { tabIndex: 0, ariaLabel: "The report as JSON" }));
    raw.dataset.report = row.index;
    const cell = make("td", { colSpan: columns },
      make("p", { textContent: full.summary }),
      ...(primary ? list("Evidence", primary.evidence.map((one) => one.says)) : []),
      ...(primary ? list("What to do", primary.remedies.map((one) => one.action.replaceAll("`", ""))) : []),
      ...list("Also found", others.map((one) => `${one.id}: ${one.summary || one.title}`)),
      ...list("Clients that are shut out",
        full.clients.filter((one) => one.outcome === "blocked").map((one) => `${one.name} (${one.cause ?? "?"})`)),
      raw);
    return make("tr", { className: "detail", id: `detail-${row.index}` }, cell);
  };
  const line = (row) => {
    const open = make("button", { type: "button", className: "open", textContent: row.target });
    open.setAttribute("aria-expanded", "false");
    const days = row.days === null ? "" : row.days < 0 ? `expired ${-row.days} d ago` : `${row.days} d`;
    const element = make("tr", {},
      make("th", { scope: "row" }, open),
      make("td", { className: row.verdict, textContent: row.verdict }),
      ...row.phases.map((state) => make("td", { className: state, textContent: SIGN[state] })),
      make("td", { textContent: days }),
      make("td", { textContent: `${row.elapsed_ms} ms` }),
      make("td", { textContent: row.cause }));
    open.addEventListener("click", () => {
      const expanded = open.getAttribute("aria-expanded") === "true";
      if (expanded) element.nextElementSibling.remove();
      else element.after(detail(row));
      open.setAttribute("aria-expanded", String(!expanded));
    });
    return element;
  };

  const write = (until) => {
    if (written < until && written < shown.length) {
      body.append(...shown.slice(written, until).map(line));
      written = Math.min(until, shown.length);
    }
  };
  const show = () => {
    const wanted = words.value.toLowerCase().split(/\s+/).filter(Boolean);
    const verdicts = new Set([...filter.elements.verdict ? [filter.elements.verdict].flat() : []]
      .flatMap((one) => one instanceof RadioNodeList ? [...one] : [one])
      .filter((one) => one.checked).map((one) => one.value));
    shown = rows.filter((row) => verdicts.has(row.verdict) && (!cause || row.cause === cause)
      && wanted.every((word) => row.words.includes(word)));
    const { key, up } = sorted;
    const least = key === "days" ? Infinity : "";
    shown.sort((one, other) => {
      const [a, b] = [one[key] ?? least, other[key] ?? least];
      const order = a < b ? -1 : b < a ? 1 : 0;
      return (up ? order : -order) || one.index - other.index;
    });
    body.replaceChildren();
    written = 0;
    write(ROWS);
    const only = cause ? ` with ${cause}` : "";
    document.getElementById("shown").textContent = `${shown.length} of ${rows.length} hosts${only}`;
    for (const button of table.querySelectorAll(".sort")) {
      const of = button.dataset.key === key;
      const cell = button.parentElement;
      if (of) cell.setAttribute("aria-sort", up ? "ascending" : "descending");
      else cell.removeAttribute("aria-sort");
    }
  };

  frame.addEventListener("scroll", () => {
    if (frame.scrollHeight - frame.scrollTop - frame.clientHeight < 600) write(written + ROWS);
  }, { passive: true });
  // The keyboard never reaches an end that is only that of the rows drawn so far.
  body.addEventListener("focusin", (event) => {
    if (body.rows.length - event.target.closest("tr").sectionRowIndex < 20) write(written + ROWS);
  });
  addEventListener("beforeprint", () => write(Infinity));
  table.tHead.addEventListener("click", (event) => {
    const key = event.target.closest(".sort")?.dataset.key;
    if (!key) return;
    sorted = { key, up: sorted.key === key ? !sorted.up : key !== "gravity" };
    show();
  });
  filter.addEventListener("submit", (event) => event.preventDefault());
  filter.addEventListener("input", show);
  filter.addEventListener("reset", () => {
    cause = "";
    setTimeout(show);
  });
  document.addEventListener("click", (event) => {
    const only = event.target.closest(".only");
    if (!only) return;
    cause = only.dataset.cause;
    show();
    document.getElementById("hosts").scrollIntoView();
    words.focus();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && !event.target.matches("input, textarea")) {
      event.preventDefault();
      words.focus();
    }
  });
  show();
})();
