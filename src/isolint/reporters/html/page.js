// The page is put together, and drawn anew when its width changes or it is printed.

let width = 0;
const resized = () => {
  document.documentElement.style.setProperty("--under", `${bar.offsetHeight}px`);
  if (state.view === "map" && trackWidth() !== width) { width = trackWidth(); render(); }
};
addEventListener("resize", () => requestAnimationFrame(resized));

const MOST_PRINTED = 300;
addEventListener("beforeprint", () => {
  paper.isUsed = true;
  state.drawn = Math.max(state.drawn, MOST_PRINTED);
  render();
  const numbers = listed.slice(0, MOST_PRINTED);
  const stories = numbers.map((number) => h("div", { class: "entry" }, h("p", {}, h("span", { class: `tag ${findings[number].severity}` }, findings[number].code), " ", ...rich(findings[number].message)), storyOf(number)));
  const left = listed.length - numbers.length;
  app.append(h("section", { id: "printed" }, ...stories, left ? h("p", {}, `and ${plural(left, "more finding")}`) : null));
});
addEventListener("afterprint", () => {
  document.getElementById("printed")?.remove();
  paper.isUsed = false;
  render();
});

app.append(bar, h("div", { class: "status" }, count, keys), work);
app.hidden = false;
resized();
if (!width) render();
const asked = /^#f(\d+)$/.exec(location.hash);
if (asked && findings[Number(asked[1])]) choose(Number(asked[1]));
