// The map: a row for each resource, a glyph for each kind of access, an arc for what meets.

const svg = (tag, attributes = {}, ...children) => {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
};

const GLYPHS = [
  (x, y, r) => svg("circle", { cx: x, cy: y, r, class: "glyph" }),
  (x, y, r) => svg("path", { d: `M${x} ${y - r - 0.8}l${r + 0.8} ${r + 0.8}l${-r - 0.8} ${r + 0.8}l${-r - 0.8} ${-r - 0.8}z`, class: "glyph" }),
  (x, y, r) => svg("circle", { cx: x, cy: y, r: r - 0.3, class: "glyph hollow" }),
  (x, y, r) => svg("path", { d: `M${x - r + 0.8} ${y - r + 0.8}l${2 * r - 1.6} ${2 * r - 1.6}m0 ${-2 * r + 1.6}l${-2 * r + 1.6} ${2 * r - 1.6}`, class: "glyph cross" }),
];

const paper = { isUsed: false, width: 718 }; // A4 upright, as browsers lay it out
const isNarrow = () => paper.isUsed || matchMedia("(max-width: 760px)").matches;
const geometry = (width, lanes) => {
  const gap = isNarrow() ? 6 : 12;
  const lane = (width - gap * (lanes - 1)) / lanes;
  const slot = lane / content.slots.length;
  return { lane, slot, left: (number) => number * (lane + gap), x: (number, at) => number * (lane + gap) + slot * (at + 0.5) };
};

const rise = (from, to) => Math.min(34, 13 + Math.abs(to - from) * 0.055);

const arcPath = (from, to, y) => {
  if (from === to) return `M${from - 8} ${y}c0 -21 16 -21 16 0`;
  const lift = rise(from, to) * 1.33;
  return `M${from} ${y}C${from + (to - from) * 0.15} ${y - lift} ${to - (to - from) * 0.15} ${y - lift} ${to} ${y}`;
};

const thread = (row, sizes, y) => {
  const touched = [...new Set(row.glyphs.map((glyph) => glyph[0]))].sort((one, other) => one - other);
  if (!touched.length) return [];
  const line = (from, to, kind) => svg("line", { x1: from, x2: to, y1: y, y2: y, class: kind });
  if (row.reach === "process") {
    return touched.map((lane) => line(sizes.left(lane) + 6, sizes.left(lane) + sizes.lane - 6, "own"));
  }
  return [line(sizes.left(touched[0]) + 6, sizes.left(touched.at(-1)) + sizes.lane - 6, "thread")];
};

const spoken = (row, lanes) => {
  const there = [...new Set(row.glyphs.map((glyph) => lanes[glyph[0]]))];
  return there.length ? `Touched in ${there.join(", ")}` : "Touched in no lane that is known";
};

const glyphsOf = (row, sizes, y, severe) => {
  const spots = new Map();
  for (const glyph of row.glyphs) {
    const key = `${glyph[0]} ${glyph[1]}`;
    spots.set(key, [...(spots.get(key) ?? []), glyph]);
  }
  const nodes = [];
  for (const glyphs of spots.values()) {
    const step = Math.min(12, (sizes.slot * 0.92) / glyphs.length);
    const radius = Math.max(2.6, Math.min(4.6, step * 0.48 + (glyphs.length === 1 ? 2 : 0)));
    glyphs.forEach(([lane, slot, shape, count, loud], at) => {
      const node = GLYPHS[shape](sizes.x(lane, slot) + (at - (glyphs.length - 1) / 2) * step, y, radius);
      if (loud) node.classList.add("loud", severe.get(`${lane} ${slot}`) ?? "e");
      node.append(svg("title", {}, `${content.shapes[shape]}${count > 1 ? `, ${count} times` : ""} · ${content.slots[slot]}`));
      nodes.push(node);
    });
  }
  return nodes;
};

const track = (row, lanes, width, shown, choose) => {
  const sizes = geometry(width, lanes.length);
  const arcs = row.arcs.filter((arc) => arc[5].some((number) => shown.has(number)));
  const peak = Math.max(0, ...arcs.map((arc) => (arc[0] === arc[2] && arc[1] === arc[3] ? 18 : rise(sizes.x(arc[0], arc[1]), sizes.x(arc[2], arc[3])))));
  const height = 38 + peak;
  const y = height - 19;
  const severe = new Map();
  for (const arc of [...arcs].sort((one, other) => other[4] - one[4])) {
    severe.set(`${arc[0]} ${arc[1]}`, arc[4] ? "w" : "e").set(`${arc[2]} ${arc[3]}`, arc[4] ? "w" : "e");
  }
  const drawing = svg("svg", { class: "track", height, viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": spoken(row, lanes) });
  drawing.append(...thread(row, sizes, y));
  for (const [lane, slot, otherLane, otherSlot, warning, findings] of arcs) {
    const path = arcPath(sizes.x(lane, slot), sizes.x(otherLane, otherSlot), y - 7);
    const mine = findings.filter((number) => shown.has(number));
    const grip = svg("path", { class: "grip", d: path }, svg("title", {}, mine.map((number) => ruleOf(number)).join("\n")));
    grip.addEventListener("click", () => choose(mine));
    drawing.append(grip, svg("path", { class: `arc${warning ? " warning" : ""}`, d: path, "data-findings": mine.join(" ") }));
  }
  drawing.append(...glyphsOf(row, sizes, y, severe));
  return h("div", { class: "cell" }, h("div", { class: "bands" }, ...lanes.map(() => h("i"))), drawing);
};

const legend = () => {
  const glyph = (shape, text) => h("span", {}, svg("svg", { class: "dot", "aria-hidden": "true" }, GLYPHS[shape](6, 7, 4.4)), text);
  const line = (kind, text) => h("span", {}, svg("svg", { "aria-hidden": "true" }, svg("line", { x1: 1, x2: 25, y1: 7, y2: 7, class: kind })), text);
  const arc = (kind, text) => h("span", {}, svg("svg", { "aria-hidden": "true" }, svg("path", { class: `arc ${kind}`, d: "M2 13C6 0 20 0 24 13" })), text);
  const keys = h("div", { class: "key" }, ...content.shapes.map((text, shape) => glyph(shape, text)));
  keys.append(line("thread", "one for all"), line("own", "one in each process"), arc("", "error"), arc("warning", "warning"));
  return keys;
};
