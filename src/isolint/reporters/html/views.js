// The two views of the findings that pass: the map and the table, a page of rows at a time.

const results = h("div", { class: "results" });
const panel = h("aside", { class: "panel", "aria-label": "Story", tabindex: "-1", hidden: true });
const work = h("div", { class: "work" }, results, panel);
const count = h("p", { class: "count", role: "status" });
const plural = (number, noun) => `${number.toLocaleString("en")} ${noun}${number === 1 ? "" : "s"}`;

const render = () => {
  listed = inOrder();
  const resources = content.maps.reduce((sum, map) => sum + rowsShown(map).length, 0);
  const of = isFiltered() ? ` of ${findings.length.toLocaleString("en")}` : "";
  count.textContent = `${plural(listed.length, "finding")}${of}` + (state.view === "map" ? `, ${plural(resources, "resource")} on the map` : "");
  const held = holding();
  results.replaceChildren(...(state.view === "map" ? mapView() : [tableView()]));
  highlight();
  if (held) results.querySelector(held)?.focus({ preventScroll: true });
};

// What is drawn anew must not take the focus from who goes through it by keys.
const holding = () => {
  const element = document.activeElement;
  const row = results.contains(element) && element.closest(".row");
  if (!row) return "";
  const which = element.dataset.findings ? `[data-findings="${element.dataset.findings}"]:not(path)` : ".label";
  return `[data-row="${row.dataset.row}"] ${which}`;
};

const mapView = () => {
  let left = state.drawn;
  const views = content.maps.map((map) => {
    const rows = rowsShown(map);
    const drawn = rows.slice(0, Math.max(left, 0));
    left -= drawn.length;
    return drawn.length ? oneMap(map, drawn) : null;
  }).filter(Boolean);
  const loose = listed.filter((number) => !findings[number].resource);
  if (loose.length) views.push(h("div", {}, h("h2", { class: "group" }, "Findings beside the map"), tableOf(loose.slice(0, Math.max(left, 20)))));
  if (!views.length) return [h("p", { class: "none" }, isFiltered() ? "Nothing passes these filters." : "Nothing is touched by more than one lane, and nothing was found.")];
  const total = content.maps.reduce((sum, map) => sum + rowsShown(map).length, 0);
  return [legend(), ...views, ...(total > state.drawn ? [more(total - state.drawn)] : [])];
};

const NAMES = { python: "Python", go: "Go" };
const oneMap = (map, rows) => {
  const heads = map.lanes.map((lane) =>
    h("div", {}, h("b", {}, lane.replace(/^the /, "").replace(/^./, (first) => first.toUpperCase())), h("div", { class: "slots" }, ...content.slots.map((slot) => h("span", {}, slot)))));
  const section = h("section", { class: "map", "aria-label": `${NAMES[map.language] ?? map.language} suite` });
  if (content.maps.length > 1) section.append(h("h2", {}, NAMES[map.language] ?? map.language));
  section.append(h("div", { class: "head", "aria-hidden": "true" }, h("span"), h("div", { class: "lanes-head" }, ...heads), h("span")));
  const quiet = rows.findIndex((row) => !row.findings.length);
  const loud = quiet < 0 ? rows : rows.slice(0, quiet);
  if (loud.length) section.append(h("ol", { class: "rows" }, ...loud.map((row) => rowOf(map, row))));
  if (quiet >= 0) {
    section.append(h("h3", { class: "group" }, "Shared by lanes, with nothing found", h("small", {}, "Two lanes can meet here, and no rule sees harm in how they do.")));
    section.append(h("ol", { class: "rows" }, ...rows.slice(quiet).map((row) => rowOf(map, row))));
  }
  const out = [];
  if (map.private) out.push(`${plural(map.private, "resource")} with a name of its own in each lane`);
  if (map.quiet) out.push(`${plural(map.quiet, "resource")} that no two lanes are known to meet in`);
  if (out.length) section.append(h("p", { class: "left-out" }, `Not drawn: ${out.join(", and ")}.`));
  return section;
};

const trackWidth = () => {
  const width = paper.isUsed ? paper.width : results.clientWidth;
  if (isNarrow()) return width;
  return Math.max(width - Math.min(250, Math.max(150, width * 0.28)) - 112 - 36, 160);
};

const rowOf = (map, row) => {
  const mine = row.findings.filter((number) => shown.has(number));
  const groups = new Map();
  for (const number of mine) groups.set(findings[number].code, [...(groups.get(findings[number].code) ?? []), number]);
  const tags = [...groups].map(([code, numbers]) => {
    const text = numbers.length > 1 ? `${code} ×${numbers.length}` : code;
    const spelled = `${text} ${findings[numbers[0]].name}, about ${row.kind} ${row.name}`;
    const severity = numbers.some((number) => findings[number].severity === "error") ? "error" : "warning";
    return h("button", { class: `tag ${severity}`, type: "button", "data-findings": numbers.join(" "), "aria-label": spelled, title: findings[numbers[0]].name, onclick: () => next(numbers) }, text);
  });
  const label = h("button", { class: "label", type: "button", onclick: () => openResource(row, map) },
    h("span", { class: "kind" }, row.kind), h("span", { class: "name" }, row.name || "(every one)"));
  return h("li", { class: "row", "data-row": `${row.map}-${row.at}` }, label, track(row, map.lanes, trackWidth(), shown, next), h("div", { class: "tags" }, ...tags));
};

const COLUMNS = [["severity", "Severity", "wide"], ["rule", "Rule", ""], ["finding", "Finding", ""], ["place", "Place", "wide"]];
const tableView = () => {
  if (!listed.length) return h("p", { class: "none" }, isFiltered() ? "Nothing passes these filters." : "No findings.");
  const table = tableOf(listed.slice(0, state.drawn));
  return listed.length > state.drawn ? h("div", {}, table, more(listed.length - state.drawn)) : table;
};
const tableOf = (numbers) => {
  const heads = COLUMNS.map(([key, title, kind]) => {
    const sort = state.sort === key ? (state.down ? "descending" : "ascending") : "none";
    const turn = () => {
      Object.assign(state, { down: state.sort === key && !state.down, sort: key });
      render();
      results.querySelector(`th[data-key="${key}"] button`)?.focus();
    };
    return h("th", { scope: "col", class: kind, "aria-sort": sort, "data-key": key }, state.view === "map" ? title : h("button", { type: "button", onclick: turn }, title));
  });
  return h("table", {}, h("thead", {}, h("tr", {}, ...heads)), h("tbody", {}, ...numbers.map(lineOf)));
};
const lineOf = (number) => {
  const one = findings[number];
  const place = `${one.path}:${one.row}:${one.column}`;
  const pick = (event) => { event.preventDefault(); choose(number); };
  return h("tr", { "data-findings": number, onclick: pick },
    h("td", { class: "wide" }, one.severity),
    h("td", {}, h("span", { class: `tag ${one.severity}` }, one.code)),
    h("td", {}, h("a", { href: `#f${number}` }, ...rich(one.message)), h("span", { class: "place below" }, place)),
    h("td", { class: "place" }, place));
};

const growing = new IntersectionObserver((seen) => { if (seen.some((one) => one.isIntersecting)) grow(); }, { rootMargin: "600px" });
const grow = () => { state.drawn += PAGE; append(); };
const more = (left) => {
  const end = h("p", { class: "end" }, h("button", { class: "tag", type: "button", onclick: grow }, `Show more (${left.toLocaleString("en")} left)`));
  growing.disconnect();
  growing.observe(end);
  return end;
};
const append = () => {
  const body = results.querySelector("tbody");
  if (state.view !== "table" || !body) return render();
  body.append(...listed.slice(body.rows.length, state.drawn).map(lineOf));
  results.querySelector(".end")?.remove();
  if (listed.length > state.drawn) results.firstElementChild.append(more(listed.length - state.drawn));
  return highlight();
};
