// The bar: views, filters, colours, and the keyboard.

const changed = (change) => { Object.assign(state, change, { drawn: PAGE }); render(); };
const select = (label, all, options, change) =>
  h("select", { "aria-label": label, onchange: (event) => change(event.target.value) }, h("option", { value: "" }, all), ...options.map(([value, text]) => h("option", { value }, text)));
const tally = (key) => {
  const counts = new Map();
  for (const one of findings) for (const value of key(one)) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort((one, other) => (one[0] < other[0] ? -1 : 1));
};
const folders = (one) => one.path.split("/").slice(0, -1).map((_, at, parts) => `${parts.slice(0, at + 1).join("/")}/`);
const choice = (label, options, current, change) => {
  const group = h("div", { class: "choice", role: "group", "aria-label": label });
  group.append(...options.map(([value, text]) => h("button", { type: "button", "aria-pressed": String(value === current), "data-value": value, onclick: (event) => {
    for (const button of group.children) button.setAttribute("aria-pressed", String(button === event.currentTarget));
    change(value);
  } }, text)));
  return group;
};

const THEME = "isolint-theme";
const stored = (() => { try { return localStorage.getItem(THEME) ?? ""; } catch { return ""; } })();
const themed = (theme) => {
  if (theme) document.documentElement.dataset.theme = theme;
  else delete document.documentElement.dataset.theme;
  try { localStorage.setItem(THEME, theme); } catch { /* a page that may keep nothing still has a theme */ }
};
themed(stored);

const search = h("input", { type: "search", placeholder: "Filter by text", "aria-label": "Filter by text", "aria-keyshortcuts": "/" });
let waiting = 0;
search.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(() => changed({ text: search.value.trim().toLowerCase() }), 80);
});
const bar = h("div", { class: "bar", role: "search", "aria-label": "Findings" },
  choice("View", [["map", "Map"], ["table", "Table"]], "map", (view) => changed({ view })),
  search,
  select("Rule", "All rules", tally((one) => [`${one.code} ${one.name}`]).map(([rule, number]) => [rule.split(" ")[0], `${rule} (${number})`]), (rule) => changed({ rule })),
  select("Directory", "All directories", tally(folders).map(([folder, number]) => [folder, `${folder} (${number})`]), (folder) => changed({ folder })),
  select("Severity", "All severities", tally((one) => [one.severity]).map(([severity, number]) => [severity, `${severity} (${number})`]), (severity) => changed({ severity })),
  h("span", { class: "space" }),
  choice("Colours", [["", "Auto"], ["light", "Light"], ["dark", "Dark"]], stored, themed));
const keys = h("p", { class: "count keys" }, h("kbd", {}, "↑"), " ", h("kbd", {}, "↓"), " through the findings, ", h("kbd", {}, "/"), " to filter, ", h("kbd", {}, "Esc"), " to close");

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const typing = event.target.closest?.("input, select");
  if (event.key === "Escape") {
    if (typing === search && search.value) { search.value = ""; changed({ text: "" }); }
    else if (!panel.hidden) close();
    else document.activeElement?.blur?.();
  } else if (typing && !(typing === search && event.key === "ArrowDown")) return;
  else if (event.key === "/") { event.preventDefault(); search.focus(); search.select(); }
  else if (event.key === "ArrowDown" || event.key === "j") { event.preventDefault(); move(1); }
  else if (event.key === "ArrowUp" || event.key === "k") { event.preventDefault(); move(-1); }
});
