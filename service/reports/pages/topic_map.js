"use strict";
(() => {
  const data = JSON.parse(document.getElementById("map-data").textContent);
  const at = (id) => document.getElementById(id);
  const canvas = at("map"), told = at("map-told"), key = at("map-key");
  const by = at("map-by"), find = at("map-find"), found = at("map-found"), show = at("map-only");
  const pen = canvas.getContext("2d"), n = data.x.length;
  const still = document.createElement("canvas"), base = still.getContext("2d"); // all but the ring around one dot
  const root = document.documentElement;
  const MARGIN = 14;
  const WIDEST = 1.7; // how much wider than high the map may be drawn
  const COLOURS = 8;
  let colours, quiet, ink, paper;
  let scale = 1, across = 1, left = 0, top = 0, near = -1, matches = null, only = -1;

  const chinese = () => at("zh").checked;
  const years = data.year.filter((y) => y > 0), first = Math.min(...years), last = Math.max(...years);
  const topOf = (values) => {
    const counts = new Map();
    for (const value of values) counts.set(value, (counts.get(value) || 0) + 1);
    return new Map([...counts].sort((a, b) => b[1] - a[1]).slice(0, COLOURS).map(([value], i) => [value, i]));
  };
  const ranked = {
    topic: new Map(data.topics.slice(0, COLOURS).map((_, t) => [t, t])), // as the cards have them
    language: topOf(data.language),
    place: topOf(data.place.filter((p) => data.places[p])),
  };
  const name = {
    topic: (t) => (chinese() ? data.topics[t].zh : data.topics[t].en) || data.topics[t].label,
    language: (l) => data.languages[l][chinese() ? 1 : 0],
    place: (p) => data.places[p],
  };
  const ofYear = (y) => `hsl(${260 - 220 * (last > first ? (y - first) / (last - first) : 0.5)} 65% 52%)`;
  const colour = (i) => {
    if (by.value === "year") return data.year[i] > 0 ? ofYear(data.year[i]) : quiet;
    const rank = ranked[by.value].get(data[by.value][i]);
    return rank !== undefined ? colours[rank] : only >= 0 && data.topic[i] === only ? ink : quiet;
  };

  const place = (i) => [left + (data.x[i] / 1000) * across, top + (data.y[i] / 1000) * scale];
  const dots = (width, height) => {
    base.clearRect(0, 0, width, height);
    const size = n > 8000 ? 1.5 : n > 2000 ? 2 : 2.8;
    for (const front of [false, true]) {
      for (let i = 0; i < n; i++) {
        const lit = (!matches || matches.has(i)) && (only < 0 || data.topic[i] === only);
        const own = colour(i), fill = matches && lit && own === quiet ? ink : own;
        if ((lit && fill !== quiet) !== front) continue;
        const [x, y] = place(i);
        base.globalAlpha = lit ? (front ? 0.75 : matches ? 0.9 : 0.35) : 0.07;
        base.fillStyle = fill;
        base.beginPath();
        base.arc(x, y, matches && lit ? size + 1.2 : size, 0, 7);
        base.fill();
      }
    }
    base.globalAlpha = 1;
  };
  const signs = (width) => {
    base.font = "600 12px system-ui, sans-serif";
    base.textAlign = "center";
    base.lineWidth = 4;
    base.strokeStyle = paper;
    base.fillStyle = ink;
    const boxes = [];
    for (const sign of data.signs) {
      if (only >= 0 && sign.topic !== only) continue;
      const text = name.topic(sign.topic).split(" · ").slice(0, 2).join(" · ");
      const x = left + (sign.x / 1000) * across, y = top + (sign.y / 1000) * scale, half = base.measureText(text).width / 2;
      const middle = Math.min(Math.max(x, half + 4), width - half - 4);
      const box = [middle - half - 3, y - 9, middle + half + 3, y + 9];
      if (half * 2 > width * 0.6 || boxes.some((b) => b[0] < box[2] && b[2] > box[0] && b[1] < box[3] && b[3] > box[1])) continue;
      boxes.push(box);
      base.strokeText(text, middle, y + 4);
      base.fillText(text, middle, y + 4);
    }
  };
  const ring = () => {
    pen.setTransform(1, 0, 0, 1, 0, 0);
    pen.clearRect(0, 0, canvas.width, canvas.height);
    pen.drawImage(still, 0, 0);
    if (near < 0) return;
    const ratio = window.devicePixelRatio || 1, [x, y] = place(near);
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    pen.lineWidth = 2;
    pen.strokeStyle = ink;
    pen.beginPath();
    pen.arc(x, y, 6, 0, 7);
    pen.stroke();
  };
  const draw = () => {
    const style = getComputedStyle(root), of = (colour) => style.getPropertyValue(colour).trim();
    colours = Array.from({ length: COLOURS }, (_, i) => of("--c" + (i + 1)));
    [quiet, ink, paper] = ["--quiet", "--ink", "--panel"].map(of);
    const width = canvas.clientWidth, height = canvas.clientHeight, ratio = window.devicePixelRatio || 1;
    if (!width || !height) return; // not laid out
    for (const one of [canvas, still]) {
      one.width = Math.round(width * ratio);
      one.height = Math.round(height * ratio);
    }
    const wide = Math.max(1, data.span[0]) / 1000, high = Math.max(1, data.span[1]) / 1000;
    const fit = [(width - 2 * MARGIN) / wide, (height - 2 * MARGIN) / high];
    scale = Math.min(fit[1], fit[0] * WIDEST);
    across = Math.min(fit[0], scale * WIDEST);
    left = (width - wide * across) / 2;
    top = (height - high * scale) / 2;
    base.setTransform(ratio, 0, 0, ratio, 0, 0);
    dots(width, height);
    signs(width);
    ring();
  };

  const choose = (topic) => {
    only = topic;
    legend();
    draw();
  };
  const legend = () => {
    key.replaceChildren();
    const add = (fill, text, topic) => {
      const item = document.createElement("button"), swatch = document.createElement("i"), label = document.createElement("bdi");
      item.type = "button";
      swatch.style.background = fill;
      label.textContent = text;
      item.append(swatch, label);
      if (topic !== undefined) {
        item.setAttribute("aria-pressed", String(only === topic));
        item.addEventListener("click", () => choose(only === topic ? -1 : topic));
      } else item.disabled = true;
      key.append(item);
    };
    if (by.value === "year") {
      if (years.length) for (const y of new Set([first, Math.round((first + last) / 2), last])) add(ofYear(y), String(y));
    } else {
      for (const [value, rank] of ranked[by.value]) add(`var(--c${rank + 1})`, name[by.value](value), by.value === "topic" ? value : undefined);
      const others = { topic: data.topics.length, language: data.languages.length, place: data.places.length }[by.value] - ranked[by.value].size;
      if (others > 0) add("var(--quiet)", chinese() ? `其他 ${others} 个` : `${others} more`);
    }
    show.value = String(only);
  };
  const words = () => {
    const zh = chinese();
    for (const option of by.options) {
      option.dataset.en ??= option.textContent;
      option.textContent = zh ? option.dataset.zh : option.dataset.en;
    }
    show.replaceChildren(new Option(zh ? "全部主题" : "all topics", "-1"));
    data.topics.forEach((_, t) => show.append(new Option(`${t + 1} ${name.topic(t)}`, String(t))));
    tell_found();
    legend();
  };
  const tell_found = () => {
    found.textContent = !matches ? "" : chinese() ? `${matches.size} 段（每段查前 ${data.snippet} 字）`
      : `${matches.size} passages (looked for in the first ${data.snippet} characters of each)`;
  };

  const tell = (i) => {
    near = i;
    told.replaceChildren();
    if (i >= 0) {
      const head = document.createElement("b"), text = document.createElement("bdi"), who = document.createElement("span");
      head.textContent = data.topic[i] >= 0 ? `${data.topic[i] + 1} ${name.topic(data.topic[i])}` : chinese() ? "未归类" : "unassigned";
      text.textContent = data.text[i];
      text.lang = data.tags[data.language[i]];
      who.textContent = [data.titles[data.speech[i]], data.year[i] > 0 ? data.year[i] : "", data.places[data.place[i]]].filter(Boolean).join(" · ");
      who.className = "who";
      told.append(head, text, who);
    }
    ring();
  };
  const nearest = (event) => {
    const box = canvas.getBoundingClientRect(), px = event.clientX - box.left, py = event.clientY - box.top;
    let best = -1, least = 144;
    for (let i = 0; i < n; i++) {
      const [x, y] = place(i), apart = (x - px) ** 2 + (y - py) ** 2;
      if (apart < least) { least = apart; best = i; }
    }
    return best;
  };
  // The nearest shown dot that lies more in this direction than beside it.
  const towards = (dx, dy) => {
    const [fx, fy] = near >= 0 ? place(near) : [canvas.clientWidth / 2, canvas.clientHeight / 2];
    let best = -1, least = Infinity;
    for (let i = 0; i < n; i++) {
      if (i === near || (matches && !matches.has(i)) || (only >= 0 && data.topic[i] !== only)) continue;
      const [x, y] = place(i), ahead = (x - fx) * dx + (y - fy) * dy, beside = Math.abs((x - fx) * dy) + Math.abs((y - fy) * dx);
      if (ahead > 3 && beside <= ahead && ahead + beside < least) { least = ahead + beside; best = i; }
    }
    return best;
  };
  const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  canvas.addEventListener("keydown", (event) => {
    if (event.key === "Escape") return tell(-1);
    const step = STEPS[event.key];
    if (!step || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    const i = towards(...step);
    if (i >= 0) tell(i);
  });
  canvas.addEventListener("pointermove", (event) => { const i = nearest(event); if (i !== near) tell(i); });
  canvas.addEventListener("pointerdown", (event) => tell(nearest(event)));
  by.addEventListener("change", () => choose(by.value === "topic" ? only : -1));
  show.addEventListener("change", () => choose(Number(show.value)));
  find.addEventListener("input", () => {
    const word = find.value.trim().toLowerCase();
    matches = word ? new Set(data.text.flatMap((text, i) => (text.toLowerCase().includes(word) ? [i] : []))) : null;
    tell_found();
    draw();
  });
  for (const id of ["zh", "en"]) at(id).addEventListener("change", () => { words(); draw(); tell(near); });
  window.addEventListener("resize", draw);
  const onPaper = (paper) => { root.classList.toggle("paper", paper); draw(); };
  window.addEventListener("beforeprint", () => onPaper(true));
  window.addEventListener("afterprint", () => onPaper(false));
  window.matchMedia("print").addEventListener("change", (event) => onPaper(event.matches));
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
  words();
  draw();
})();
