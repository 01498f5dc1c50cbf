// The map of all passages: what the mouse, a finger and the keyboard do on it.
import { NONE, Points } from "./map_points.js";
import { View } from "./map_view.js";

const MOST_IN_LEGEND = 24;
const SOON = 90; // milliseconds a point is stayed on before it is asked about
const whole = document.getElementById("mapping");
const canvas = document.getElementById("map");
const panel = document.getElementById("passage");
const legend = document.getElementById("legend");
const said = document.getElementById("said");
const words = whole.dataset;
const make = (tag, text, more = {}) => Object.assign(document.createElement(tag), { textContent: text }, more);

async function get(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(String(answer.status));
  return answer;
}

function start(points) {
  const view = new View(canvas, points);
  const chosen = { value: -1, bits: null };
  let pinned = false;
  let link = "";
  let timer = 0;
  let asked = 0;

  // The points that stand out: of the value chosen in the legend, and holding the word looked for.
  function standOut() {
    const column = points.columns[view.name];
    if (chosen.value < 0 && !chosen.bits) view.among = null;
    else {
      view.among = Uint8Array.from({ length: points.n }, (_, i) =>
        Number(
          (chosen.value < 0 || column[i] === chosen.value) && (!chosen.bits || (chosen.bits[i >> 3] >> (i & 7)) & 1),
        ),
      );
    }
    view.draw();
  }

  function showLegend() {
    const values = points.head[view.name].map((value, i) => ({ value, i, n: view.middles[i].n }));
    if (view.name !== "year") values.sort((a, b) => b.n - a.n);
    const shown = values.slice(0, MOST_IN_LEGEND).map(({ value, i, n }) => {
      const swatch = make("span", "", { className: "swatch" });
      swatch.style.backgroundColor = `rgb(${view.colours[i]})`;
      const button = make("button", "", { type: "button", ariaPressed: String(chosen.value === i) });
      button.append(swatch, make("bdi", value[1]), make("span", n.toLocaleString(), { className: "count" }));
      button.addEventListener("click", () => {
        chosen.value = chosen.value === i ? -1 : i;
        for (const other of legend.querySelectorAll("button")) other.ariaPressed = "false";
        button.ariaPressed = String(chosen.value === i);
        standOut();
      });
      const item = document.createElement("li");
      item.append(button);
      if (value[2]) item.append(make("a", "→", { href: value[2], ariaLabel: value[1] }));
      return item;
    });
    const rest = values.length - shown.length;
    legend.replaceChildren(...shown, ...(rest > 0 ? [make("li", `+ ${rest}`, { className: "soft" })] : []));
  }

  const nameOf = (name, i) => {
    const value = points.columns[name][i];
    return value === NONE ? (name === "topic" ? words.unassigned : words.unknown) : points.head[name][value][1];
  };

  function point(i) {
    if (i === view.marked) return;
    view.marked = i;
    view.draw();
    clearTimeout(timer);
    link = "";
    if (i < 0) return;
    timer = setTimeout(() => tell(i), SOON);
  }

  async function tell(i) {
    const number = ++asked;
    try {
      const answer = await get(`/topics/map/passage?row=${i}&snapshot=${encodeURIComponent(points.head.snapshot)}`);
      const found = await answer.json();
      if (number !== asked) return;
      link = found.link;
      const quote = make("blockquote", found.text, { lang: found.language, dir: "auto" });
      panel.replaceChildren(
        make("p", nameOf("topic", i), { className: "strength" }),
        make("p", found.who, { className: "who", dir: "auto" }),
        make("a", found.title, { href: found.link, dir: "auto" }),
        quote,
      );
    } catch {
      if (number === asked) panel.replaceChildren(make("p", words.failed));
    }
  }

  function open(i) {
    if (i >= 0 && pinned && i === view.marked && link) location.assign(link);
    pinned = i >= 0;
    point(i);
  }

  const fingers = new Map();
  let moved = 0;
  const within = (event) => {
    const box = canvas.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };
  canvas.addEventListener("pointerdown", (event) => {
    fingers.set(event.pointerId, within(event));
    moved = 0;
    canvas.setPointerCapture(event.pointerId);
  });
  canvas.addEventListener("pointermove", (event) => {
    const now = within(event);
    const before = fingers.get(event.pointerId);
    if (!before) {
      if (!pinned) point(view.at(...now));
      return;
    }
    const others = [...fingers].filter(([id]) => id !== event.pointerId);
    if (others.length === 1) {
      const other = others[0][1];
      const far = (place) => Math.hypot(place[0] - other[0], place[1] - other[1]) || 1;
      view.zoomBy(far(now) / far(before), other[0], other[1]);
      moved += 10;
    } else {
      moved += Math.abs(now[0] - before[0]) + Math.abs(now[1] - before[1]);
      view.move(now[0] - before[0], now[1] - before[1]);
    }
    fingers.set(event.pointerId, now);
  });
  canvas.addEventListener("pointerup", (event) => {
    if (moved < 5) open(view.at(...within(event), event.pointerType === "mouse" ? 12 : 24));
    fingers.delete(event.pointerId);
  });
  canvas.addEventListener("pointercancel", (event) => fingers.delete(event.pointerId));
  canvas.addEventListener(
    "wheel",
    (event) => {
      event.preventDefault();
      view.zoomBy(Math.exp(-event.deltaY * (event.deltaMode ? 0.05 : 0.0015)), ...within(event));
    },
    { passive: false },
  );
  canvas.addEventListener("dblclick", (event) => view.zoomBy(1.8, ...within(event)));

  const STEP = 60;
  const keys = {
    ArrowLeft: () => view.move(STEP, 0),
    ArrowRight: () => view.move(-STEP, 0),
    ArrowUp: () => view.move(0, STEP),
    ArrowDown: () => view.move(0, -STEP),
    "+": () => view.zoomBy(1.4),
    "=": () => view.zoomBy(1.4),
    "-": () => view.zoomBy(1 / 1.4),
    0: () => view.whole(),
  };
  canvas.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Enter") {
      if (link) location.assign(link);
      return;
    }
    if (event.key === "Escape") {
      pinned = false;
      point(-1);
      return;
    }
    if (!(event.key in keys)) return;
    event.preventDefault();
    keys[event.key]();
    // What lies in the middle is pointed at.
    pinned = false;
    point(view.at(canvas.clientWidth / 2, canvas.clientHeight / 2, canvas.clientWidth));
  });
  document.getElementById("nearer").addEventListener("click", () => view.zoomBy(1.6));
  document.getElementById("farther").addEventListener("click", () => view.zoomBy(1 / 1.6));
  document.getElementById("whole").addEventListener("click", () => view.whole());
  document.getElementById("colour").addEventListener("change", (event) => {
    chosen.value = -1;
    view.colour(event.target.value);
    standOut();
    showLegend();
  });
  document.getElementById("asking").addEventListener("submit", async (event) => {
    event.preventDefault();
    const wording = document.getElementById("find").value.trim();
    said.textContent = "";
    chosen.bits = null;
    if (wording) {
      const query = new URLSearchParams({ q: wording, snapshot: points.head.snapshot });
      try {
        chosen.bits = new Uint8Array(await (await get(`/topics/map/found?${query}`)).arrayBuffer());
        let n = 0;
        for (let i = 0; i < points.n; i++) n += (chosen.bits[i >> 3] >> (i & 7)) & 1;
        said.textContent = words.found.replace("{0}", n.toLocaleString());
      } catch {
        said.textContent = words.failed;
      }
    }
    standOut();
  });
  showLegend();
  whole.dataset.ready = "1";
}

try {
  start(new Points(await (await get("/topics/map/points")).arrayBuffer()));
} catch (error) {
  said.textContent = words.failed;
  throw error;
}
