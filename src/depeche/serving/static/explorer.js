// What is better with JavaScript: charts, jumping between mentions, an event's reasons beside its words.
"use strict";

const colour = name => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

// A chart names the page's colours ("--accent"); here they become values.
function painted(part) {
  if (Array.isArray(part)) return part.map(painted);
  if (part && typeof part === "object")
    return Object.fromEntries(Object.entries(part).map(([key, value]) => [key, key === "values" ? value : painted(value)]));
  return typeof part === "string" && part.startsWith("--") ? colour(part.slice(2)) : part;
}

function look() {
  const text = { labelColor: colour("faint"), titleColor: colour("faint"), labelFontSize: 12, titleFontSize: 12, titleFontWeight: "normal" };
  return {
    background: "transparent", font: "system-ui, sans-serif", view: { stroke: null },
    axis: { ...text, gridColor: colour("line"), domainColor: colour("border"), tickColor: colour("border") },
    legend: text, range: { category: [colour("actor"), colour("event"), colour("date"), colour("place")] },
  };
}

async function draw(figure) {
  const place = figure.querySelector(".drawn");
  const spec = painted(JSON.parse(figure.querySelector(".spec").textContent));
  place.hidden = false;
  const tooltip = { disableDefaultStyle: true };
  await vegaEmbed(place, spec, { actions: false, ast: true, renderer: "svg", config: look(), defaultStyle: false, tooltip });
  const svg = place.querySelector("svg");
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", spec.description);
}

function drawCharts() {
  if (typeof vegaEmbed === "undefined") return;
  document.querySelectorAll(".chart").forEach(draw);
}

// ---- an article ----

function unlit() {
  document.querySelectorAll(".lit").forEach(one => one.classList.remove("lit"));
}

function showEvent(id) {
  const details = document.getElementById(`event-${id}`);
  if (!details) return false;
  details.open = true;
  details.scrollIntoView({ block: "nearest" });
  details.querySelector("summary").focus({ preventScroll: true });
  unlit();
  document.querySelectorAll(`.m.event[data-of="${CSS.escape(id)}"]`).forEach(one => one.classList.add("lit"));
  return true;
}

function followEvents() {
  document.querySelectorAll("a[data-events]").forEach(link =>
    link.addEventListener("click", event => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      if (link.dataset.events.split(" ").map(showEvent).some(Boolean)) event.preventDefault();
    }));
}

function walkMentions() {
  const choice = document.getElementById("walk");
  if (!choice) return;
  let at = -1;
  const mentions = () => [...document.querySelectorAll(`.m.actor.first[data-of="${CSS.escape(choice.value)}"]`)];
  function go(step) {
    const all = mentions();
    if (!all.length) return;
    at = (at + step + all.length) % all.length;
    unlit();
    all[at].classList.add("lit");
    all[at].scrollIntoView({ block: "center" });
    document.getElementById("walked").textContent = `${at + 1} / ${all.length}`;
  }
  choice.addEventListener("change", () => { at = -1; go(1); });
  document.addEventListener("keydown", event => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input, textarea")) return;
    if (event.key !== "n" && event.key !== "N") return;
    if (!choice.value) return;
    event.preventDefault();
    go(event.key === "n" ? 1 : at < 0 ? 0 : -1);
  });
}

document.addEventListener("DOMContentLoaded", () => {
  drawCharts();
  followEvents();
  walkMentions();
});
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawCharts);
