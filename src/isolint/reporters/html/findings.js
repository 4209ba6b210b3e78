// What the page knows of the findings, which of them pass the filters, and in what order.

const content = JSON.parse(document.getElementById("content").textContent);
const app = document.getElementById("app");
const PAGE = 100;
const WARNING = ["error", "warning"];

const findings = content.findings.map(([rule, warning, path, row, column, message], number) => {
  const [code, name] = content.rules[rule].split(" ");
  return { number, code, name, severity: WARNING[warning], path: content.paths[path], row, column, message, resource: null };
});
content.maps.forEach((map, of) => map.rows.forEach((row, at) => {
  row.map = of;
  row.at = at;
  for (const number of row.findings) findings[number].resource = row;
}));
for (const one of findings) {
  const thing = one.resource ? `${one.resource.kind} ${one.resource.name}` : "";
  one.text = `${one.code} ${one.name} ${one.path}:${one.row} ${one.message} ${thing}`.toLowerCase();
}
const ruleOf = (number) => `${findings[number].code} ${findings[number].name}`;

const state = { view: "map", text: "", rule: "", folder: "", severity: "", sort: "", down: false, chosen: -1, drawn: PAGE };
let listed = [];
let shown = new Set();

const passes = (one) =>
  (!state.rule || one.code === state.rule) &&
  (!state.severity || one.severity === state.severity) &&
  (!state.folder || one.path.startsWith(state.folder)) &&
  state.text.split(/\s+/).every((word) => one.text.includes(word));

const SORTS = {
  severity: (one) => [one.severity, one.code, one.path, one.row],
  rule: (one) => [one.code, one.path, one.row],
  finding: (one) => [one.message],
  place: (one) => [one.path, one.row, one.column],
};
const compared = (one, other) => {
  for (let at = 0; at < one.length; at += 1) {
    if (one[at] !== other[at]) return one[at] < other[at] ? -1 : 1;
  }
  return 0;
};

const isFiltered = () => Boolean(state.text || state.rule || state.folder || state.severity);
const rowsShown = (map) =>
  map.rows.filter((row) => row.findings.some((number) => shown.has(number)) || (!row.findings.length && fits(row)));
const fits = (row) =>
  !state.rule && !state.severity && !state.folder &&
  state.text.split(/\s+/).every((word) => `${row.kind} ${row.name}`.toLowerCase().includes(word));

const inOrder = () => {
  const passing = findings.filter(passes);
  shown = new Set(passing.map((one) => one.number));
  if (state.view === "map") {
    const numbers = content.maps.flatMap((map) => map.rows.flatMap((row) => row.findings));
    const rest = passing.filter((one) => !one.resource).map((one) => one.number);
    return [...numbers.filter((number) => shown.has(number)), ...rest];
  }
  if (!state.sort) return passing.map((one) => one.number);
  const key = SORTS[state.sort];
  const keyed = passing.map((one) => [key(one), one.number]);
  keyed.sort((one, other) => (compared(one[0], other[0]) || one[1] - other[1]) * (state.down ? -1 : 1));
  return keyed.map((pair) => pair[1]);
};
