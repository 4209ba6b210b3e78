// The story of one finding: taken from the list that browsers without scripts show, and coloured.

const h = (tag, attributes = {}, ...children) => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value != null) element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child != null));
  return element;
};

const rich = (text) =>
  text.split(/(`[^`]+`)/).map((part) => (part.length > 2 && part[0] === "`" ? h("code", {}, part.slice(1, -1)) : part));

const TOKENS = new RegExp(
  [
    /(?<c>#.*|\/\/.*)/,
    /(?<s>\b[rbfuRBFU]{0,2}(?:"""[^]*?(?:"""|$)|'''[^]*?(?:'''|$)|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')|`[^`]*`)/,
    /(?<d>@[\w.]+|(?<=\b(?:def|class|func)\s+)\w+)/,
    /(?<k>\b(?:and|as|assert|async|await|break|case|chan|class|const|continue|def|defer|del|elif|else|except|False|finally|for|from|func|global|go|goto|if|import|in|interface|is|lambda|map|match|nil|None|nonlocal|not|or|package|pass|raise|range|return|select|struct|switch|True|true|false|try|type|var|while|with|yield)\b)/,
    /(?<n>\b\d[\w.]*)/,
  ].map((one) => one.source).join("|"),
  "g",
);

const coloured = (text, isGo) => {
  const kinds = new Array(text.length).fill("");
  for (const found of text.matchAll(TOKENS)) {
    const kind = Object.keys(found.groups).find((name) => found.groups[name] !== undefined);
    if (isGo ? found[0][0] === "#" : found[0].startsWith("//")) continue;
    kinds.fill(kind, found.index, found.index + found[0].length);
  }
  return kinds;
};

const paint = (code, isGo) => {
  const text = code.textContent;
  const marked = code.querySelector("mark");
  const start = marked ? (marked.previousSibling?.textContent.length ?? 0) : text.length;
  const end = marked ? start + marked.textContent.length : text.length;
  const kinds = coloured(text, isGo);
  const pieces = (from, to) => {
    const nodes = [];
    for (let at = from; at < to; ) {
      let next = at + 1;
      while (next < to && kinds[next] === kinds[at]) next += 1;
      const part = text.slice(at, next);
      nodes.push(kinds[at] ? h("span", { class: `hl-${kinds[at]}` }, part) : part);
      at = next;
    }
    return nodes;
  };
  const middle = marked ? [h("mark", {}, ...pieces(start, end))] : [];
  code.replaceChildren(...pieces(0, start), ...middle, ...pieces(end, text.length));
};

const told = [...document.querySelectorAll("main > noscript")];
const storyOf = (number) => {
  const holder = document.createElement("template");
  holder.innerHTML = told[number].textContent;
  const story = holder.content.querySelector(".story");
  for (const figure of story.querySelectorAll("figure")) {
    const isGo = /\.go:\d+$/.test(figure.querySelector("figcaption").textContent);
    for (const code of figure.querySelectorAll("code")) paint(code, isGo);
  }
  for (const said of story.querySelectorAll("p:not(.more), .sought li")) {
    if (!said.firstElementChild) said.replaceChildren(...rich(said.textContent));
  }
  return story;
};
