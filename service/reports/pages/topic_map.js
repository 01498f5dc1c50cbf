"use strict";
(() => {
  const data = JSON.parse(document.getElementById("map-data").textContent);
  const canvas = document.getElementById("map"), told = document.getElementById("map-told");
  const by = document.getElementById("map-by"), find = document.getElementById("map-find"), key = document.getElementById("map-key");
  const found = document.getElementById("map-found");
  const pen = canvas.getContext("2d"), n = data.x.length;
  const style = getComputedStyle(document.documentElement);
  const colours = [1, 2, 3, 4, 5, 6, 7, 8].map((i) => style.getPropertyValue("--c" + i).trim());
  const quiet = style.getPropertyValue("--quiet").trim(), ink = style.getPropertyValue("--ink").trim();
  const paper = style.getPropertyValue("--panel").trim();
  const MARGIN = 14;
  const WIDEST = 1.7; // how much wider than high the map may be drawn
  let ratio = 1, scale = 1, across = 1, left = 0, top = 0, chosen = new Map(), near = -1, matches = null, only = -1;

  const years = data.year.filter((y) => y > 0), first = Math.min(...years), last = Math.max(...years);
  const topOf = (values) => {
    const counts = new Map();
    for (const value of values) counts.set(value, (counts.get(value) || 0) + 1);
    return new Map([...counts].sort((a, b) => b[1] - a[1]).slice(0, 8).map(([value], i) => [value, i]));
  };
  const ranked = { topic: topOf(data.topic.filter((t) => t >= 0)), language: topOf(data.language), place: topOf(data.place.filter((p) => data.places[p])) };
  const name = {
    topic: (t) => (document.getElementById("zh").checked ? data.topics[t].zh : data.topics[t].en) || data.topics[t].label,
    language: (l) => data.languages[l], place: (p) => data.places[p],
  };
  const colour = (i) => {
    if (by.value === "year") {
      if (!(data.year[i] > 0)) return quiet;
      const at = last > first ? (data.year[i] - first) / (last - first) : 0.5;
      return `hsl(${260 - 220 * at} 65% 52%)`;
    }
    const rank = ranked[by.value].get(data[by.value][i]);
    return rank === undefined ? quiet : colours[rank];
  };

  const place = (i) => [left + (data.x[i] / 1000) * across, top + (data.y[i] / 1000) * scale];
  const draw = () => {
    const width = canvas.clientWidth, height = canvas.clientHeight;
    ratio = window.devicePixelRatio || 1;
    if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(height * ratio);
    }
    const wide = Math.max(1, data.span[0]) / 1000, high = Math.max(1, data.span[1]) / 1000;
    const fit = [(width - 2 * MARGIN) / wide, (height - 2 * MARGIN) / high];
    scale = Math.min(fit[1], fit[0] * WIDEST);
    across = Math.min(fit[0], scale * WIDEST);
    left = (width - wide * across) / 2;
    top = (height - high * scale) / 2;
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    pen.clearRect(0, 0, width, height);
    const size = n > 8000 ? 1.5 : n > 2000 ? 2 : 2.8;
    for (const front of [false, true]) {
      for (let i = 0; i < n; i++) {
        const lit = (!matches || matches.has(i)) && (only < 0 || data.topic[i] === only);
        const bright = lit && colour(i) !== quiet;
        if (bright !== front) continue;
        const [x, y] = place(i);
        pen.globalAlpha = lit ? (front ? 0.75 : 0.35) : 0.07;
        pen.fillStyle = colour(i);
        pen.beginPath();
        pen.arc(x, y, matches && lit ? size + 1.2 : size, 0, 7);
        pen.fill();
      }
    }
    pen.globalAlpha = 1;
    pen.font = "600 12px system-ui, sans-serif";
    pen.textAlign = "center";
    const boxes = [];
    for (const sign of data.signs) {
      if (only >= 0 && sign.topic !== only) continue;
      const text = name.topic(sign.topic).split(" · ").slice(0, 2).join(" · ");
      const x = left + (sign.x / 1000) * across, y = top + (sign.y / 1000) * scale, half = pen.measureText(text).width / 2;
      const at = Math.min(Math.max(x, half + 4), width - half - 4);
      const box = [at - half - 3, y - 9, at + half + 3, y + 9];
      if (half * 2 > width * 0.6 || boxes.some((b) => b[0] < box[2] && b[2] > box[0] && b[1] < box[3] && b[3] > box[1])) continue;
      boxes.push(box);
      pen.lineWidth = 4;
      pen.strokeStyle = paper;
      pen.strokeText(text, at, y + 4);
      pen.fillStyle = ink;
      pen.fillText(text, at, y + 4);
    }
    if (near >= 0) {
      const [x, y] = place(near);
      pen.lineWidth = 2;
      pen.strokeStyle = ink;
      pen.beginPath();
      pen.arc(x, y, 6, 0, 7);
      pen.stroke();
    }
  };

  const legend = () => {
    key.replaceChildren();
    const add = (fill, text, topic) => {
      const item = document.createElement("button"), swatch = document.createElement("i");
      item.type = "button";
      swatch.style.background = fill;
      const label = document.createElement("bdi");
      label.textContent = text;
      item.append(swatch, label);
      if (topic !== undefined) {
        item.setAttribute("aria-pressed", String(only === topic));
        item.addEventListener("click", () => { only = only === topic ? -1 : topic; legend(); draw(); });
      } else item.disabled = true;
      key.append(item);
    };
    if (by.value === "year") {
      if (years.length) for (const y of [...new Set([first, Math.round((first + last) / 2), last])]) add(`hsl(${260 - 220 * (last > first ? (y - first) / (last - first) : 0.5)} 65% 52%)`, String(y));
    } else for (const [value, rank] of ranked[by.value]) add(colours[rank], name[by.value](value), by.value === "topic" ? value : undefined);
  };

  const tell = (i) => {
    near = i;
    told.replaceChildren();
    if (i >= 0) {
      const head = document.createElement("b"), text = document.createElement("bdi"), who = document.createElement("span");
      head.textContent = data.topic[i] >= 0 ? name.topic(data.topic[i]) : "—";
      text.textContent = data.text[i];
      who.textContent = [data.titles[data.speech[i]], data.year[i] > 0 ? data.year[i] : ""].filter(Boolean).join(" · ");
      who.className = "who";
      told.append(head, text, who);
    }
    draw();
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
  canvas.addEventListener("pointermove", (event) => { const i = nearest(event); if (i !== near) tell(i); });
  canvas.addEventListener("pointerdown", (event) => tell(nearest(event)));
  by.addEventListener("change", () => { only = -1; legend(); draw(); });
  find.addEventListener("input", () => {
    const word = find.value.trim().toLowerCase();
    matches = word ? new Set(data.text.flatMap((text, i) => (text.toLowerCase().includes(word) ? [i] : []))) : null;
    found.textContent = matches ? String(matches.size) : "";
    draw();
  });
  for (const id of ["zh", "en"]) document.getElementById(id).addEventListener("change", () => { legend(); tell(near); });
  window.addEventListener("resize", draw);
  window.addEventListener("beforeprint", draw);
  legend();
  draw();
})();
