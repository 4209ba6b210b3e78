// The panel beside the results: the story of the finding that is chosen, or all that touches a resource.

const next = (numbers) => choose(numbers[(numbers.indexOf(state.chosen) + 1) % numbers.length]);

const choose = (number, { focus = false } = {}) => {
  state.chosen = number;
  history.replaceState(null, "", `#f${number}`);
  const one = findings[number];
  const place = `${one.path}:${one.row}:${one.column}`;
  open(
    `${listed.indexOf(number) + 1} of ${listed.length.toLocaleString("en")}`,
    h("h2", {}, h("span", { class: `tag ${one.severity}` }, one.code), " ", ...rich(one.message)),
    h("p", { class: "place where" }, place),
    storyOf(number),
  );
  const at = state.view === "map" ? rowIndex(one.resource) : listed.indexOf(number);
  if (at >= state.drawn) { state.drawn = at + PAGE; append(); }
  highlight();
  const target = marked()[0];
  target?.closest("tr, .row")?.scrollIntoView({ block: "nearest" });
  if (focus) (target?.querySelector("a") ?? target)?.focus({ preventScroll: true });
};
const rowIndex = (row) => (row ? content.maps.flatMap((map) => rowsShown(map)).indexOf(row) : 0);

const openResource = (row, map) => {
  state.chosen = -1;
  const items = row.marks.map(([path, line, verb, owner, moment, lanes]) =>
    h("li", {}, ...rich(`${verb}${owner ? ` in ${owner}` : ""}`), h("p", { class: "who" }, [moment, lanes].filter(Boolean).join(" · ")), h("p", { class: "place where" }, `${content.paths[path]}:${line}`)));
  const reach = { process: "Each process has its own.", host: "There is one on the machine.", everywhere: "There is one for all machines." };
  open("", h("h2", {}, `${row.kind} `, h("code", {}, row.name)), h("p", { class: "about" }, `${reach[row.reach] ?? ""} ${spoken(row, map.lanes)}.`),
    h("ul", { class: "touches" }, ...items), row.more ? h("p", { class: "who" }, `and ${plural(row.more, "more access").replace("accesss", "accesses")}`) : null);
  highlight();
  results.querySelector(`[data-row="${row.map}-${row.at}"]`)?.classList.add("chosen");
};

const open = (position, ...parts) => {
  const step = (by, text, label) => h("button", { class: "plain", type: "button", "aria-label": label, onclick: () => move(by) }, text);
  const was = panel.hidden;
  panel.replaceChildren(h("header", {}, h("span", { class: "count" }, position), ...(position ? [step(-1, "↑", "Previous finding"), step(1, "↓", "Next finding")] : []),
    h("button", { class: "plain", type: "button", onclick: close }, "Close")), ...parts.filter(Boolean));
  panel.hidden = false;
  panel.scrollTop = 0;
  work.classList.add("open");
  if (was) resized();
};
const close = () => {
  const back = marked()[0];
  panel.hidden = true;
  work.classList.remove("open");
  state.chosen = -1;
  history.replaceState(null, "", location.pathname + location.search);
  resized();
  const again = back && results.querySelector(`[data-findings="${back.dataset.findings}"]:not(path)`);
  (again?.querySelector("a") ?? again)?.focus();
};

const owns = (element) => element.dataset.findings.split(" ").includes(String(state.chosen));
const marked = () => [...results.querySelectorAll("[data-findings]:not(path)")].filter(owns);
const highlight = () => {
  for (const row of results.querySelectorAll(".chosen")) row.classList.remove("chosen");
  for (const element of results.querySelectorAll("[data-findings]")) {
    const on = state.chosen >= 0 && owns(element);
    if (element.tagName === "path") element.classList.toggle("on", on);
    else if (on) element.setAttribute("aria-current", "true");
    else element.removeAttribute("aria-current");
    if (on) element.closest("tr, .row")?.classList.add("chosen");
  }
};

const move = (by) => {
  if (!listed.length) return;
  const at = listed.indexOf(state.chosen);
  const to = at < 0 ? (by > 0 ? 0 : listed.length - 1) : Math.min(Math.max(at + by, 0), listed.length - 1);
  choose(listed[to], { focus: !panel.contains(document.activeElement) });
};
