// Draws the points: straight into the pixels of a canvas, so that a hundred thousand move smoothly.
import { NONE, SIDE } from "./map_points.js";

const FARTHEST = 0.8;
const NEAREST = 60;

const rgba = (r, g, b) => (255 << 24) | (b << 16) | (g << 8) | r;

function fromHsl(h, s, l) {
  const part = (n) => {
    const k = (n + h / 30) % 12;
    return Math.round(255 * (l - s * Math.min(l, 1 - l) * Math.max(-1, Math.min(k - 3, 9 - k, 1))));
  };
  return [part(0), part(8), part(4)];
}

// The colours of a column: of years from blue to orange, of everything else far from their neighbours.
export function coloursOf(name, n, dark) {
  const light = dark ? 0.64 : 0.44;
  return Array.from({ length: n }, (_, i) => {
    if (name === "year") return fromHsl(230 - 200 * (n > 1 ? i / (n - 1) : 0), 0.7, light);
    return fromHsl((i * 137.508 + 215) % 360, 0.62, light + ((i % 3) - 1) * 0.07);
  });
}

export class View {
  constructor(canvas, points) {
    this.canvas = canvas;
    this.points = points;
    this.context = canvas.getContext("2d", { alpha: false });
    this.zoom = 1;
    this.x = SIDE / 2; // of the map, in the middle of the canvas
    this.y = SIDE / 2;
    this.marked = -1;
    this.among = null; // one byte a point: whether it stands out
    this.asked = false;
    this.colour("topic");
    new ResizeObserver(() => this.resize()).observe(canvas);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.colour(this.name));
    this.resize();
  }

  get dark() {
    return matchMedia("(prefers-color-scheme: dark)").matches;
  }

  colour(name) {
    this.name = name;
    this.colours = coloursOf(name, this.points.head[name].length, this.dark);
    this.middles = this.points.middles(name);
    this.draw();
  }

  resize() {
    this.ratio = Math.min(devicePixelRatio || 1, 2);
    const { clientWidth, clientHeight } = this.canvas;
    this.canvas.width = Math.max(1, Math.round(clientWidth * this.ratio));
    this.canvas.height = Math.max(1, Math.round(clientHeight * this.ratio));
    this.image = this.context.createImageData(this.canvas.width, this.canvas.height);
    this.pixels = new Uint32Array(this.image.data.buffer);
    this.draw();
  }

  // Pixels of the canvas a unit of the map takes.
  get scale() {
    return (this.zoom * 0.94 * Math.min(this.canvas.width, this.canvas.height)) / SIDE;
  }

  // From CSS pixels within the canvas to the map.
  toMap(left, top) {
    return [
      this.x + (left * this.ratio - this.canvas.width / 2) / this.scale,
      this.y + (top * this.ratio - this.canvas.height / 2) / this.scale,
    ];
  }

  toCanvas(x, y) {
    return [(x - this.x) * this.scale + this.canvas.width / 2, (y - this.y) * this.scale + this.canvas.height / 2];
  }

  move(left, top) {
    this.x = Math.max(0, Math.min(SIDE, this.x - (left * this.ratio) / this.scale));
    this.y = Math.max(0, Math.min(SIDE, this.y - (top * this.ratio) / this.scale));
    this.draw();
  }

  zoomBy(factor, left = this.canvas.clientWidth / 2, top = this.canvas.clientHeight / 2) {
    const [x, y] = this.toMap(left, top);
    this.zoom = Math.max(FARTHEST, Math.min(NEAREST, this.zoom * factor));
    const [nowX, nowY] = this.toMap(left, top);
    this.x += x - nowX;
    this.y += y - nowY;
    this.draw();
  }

  whole() {
    this.zoom = 1;
    this.x = this.y = SIDE / 2;
    this.draw();
  }

  at(left, top, reach = 12) {
    const [x, y] = this.toMap(left, top);
    return this.points.nearest(x, y, (reach * this.ratio) / this.scale, this.among);
  }

  draw() {
    if (this.asked) return;
    this.asked = true;
    requestAnimationFrame(() => {
      this.asked = false;
      if (!this.pixels) return;
      const began = performance.now();
      this.#paint();
      this.canvas.dataset.milliseconds = (performance.now() - began).toFixed(1);
    });
  }

  #paint() {
    const style = getComputedStyle(this.canvas);
    const paper = style.getPropertyValue("--paper").trim();
    const [ground, soft] = this.dark ? [rgba(19, 22, 27), rgba(62, 70, 82)] : [rgba(255, 255, 255), rgba(213, 218, 226)];
    this.pixels.fill(ground);
    const colours = Uint32Array.from(this.colours, ([r, g, b]) => rgba(r, g, b));
    const none = this.dark ? rgba(110, 118, 130) : rgba(160, 167, 178);
    // Larger where there are few of them, and the nearer one looks.
    const wanted = (this.ratio * Math.sqrt(this.zoom) * 190) / Math.sqrt(this.points.n + 400);
    const size = Math.max(1, Math.min(9, Math.round(wanted)));
    const { width, height } = this.canvas;
    const { places, n } = this.points;
    const column = this.points.columns[this.name];
    const { pixels, scale, among } = this;
    const left = width / 2 - this.x * scale - size / 2;
    const top = height / 2 - this.y * scale - size / 2;
    const pass = (inside) => {
      for (let i = 0; i < n; i++) {
        if (among && Boolean(among[i]) !== inside) continue;
        const x = (places[2 * i] * scale + left) | 0;
        const y = (places[2 * i + 1] * scale + top) | 0;
        if (x < 0 || y < 0 || x + size > width || y + size > height) continue;
        const value = column[i];
        const colour = !inside ? soft : value === NONE ? none : colours[value];
        for (let row = y * width + x, end = row + size * width; row < end; row += width)
          for (let at = row; at < row + size; at++) pixels[at] = colour;
      }
    };
    if (among) pass(false);
    pass(true);
    this.context.putImageData(this.image, 0, 0);
    if (this.name !== "year") this.#letter(paper, style.color);
    if (this.marked >= 0) this.#ring(style.getPropertyValue("--accent").trim(), size);
  }

  // Names in the middle of their points, the largest first; where it gets crowded the small ones go without.
  #letter(paper, ink) {
    const context = this.context;
    const size = 12 * this.ratio;
    context.font = `600 ${size}px system-ui, sans-serif`;
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.lineJoin = "round";
    context.lineWidth = 4 * this.ratio;
    const taken = [];
    const most = 4 + (this.canvas.clientWidth * this.canvas.clientHeight) / 22000;
    const ranked = this.middles.map((one, i) => [one, i]).filter(([one]) => one.n).sort(([a], [b]) => b.n - a.n);
    for (const [one, i] of ranked) {
      const [x, y] = this.toCanvas(one.x, one.y);
      if (x < 0 || y < 0 || x > this.canvas.width || y > this.canvas.height) continue;
      const label = this.points.head[this.name][i][1];
      const text = label.length > 34 ? `${label.slice(0, 33)}…` : label;
      const half = context.measureText(text).width / 2 + 4 * this.ratio;
      const middle = Math.max(half, Math.min(this.canvas.width - half, x));
      const box = [middle - half, y - size * 0.75, middle + half, y + size * 0.75];
      if (taken.some((b) => box[0] < b[2] && b[0] < box[2] && box[1] < b[3] && b[1] < box[3])) continue;
      taken.push(box);
      context.strokeStyle = paper;
      context.strokeText(text, middle, y);
      context.fillStyle = ink;
      context.fillText(text, middle, y);
      if (taken.length >= most) break;
    }
  }

  #ring(accent, size) {
    const [x, y] = this.toCanvas(this.points.places[2 * this.marked], this.points.places[2 * this.marked + 1]);
    this.context.strokeStyle = accent;
    this.context.lineWidth = 2.5 * this.ratio;
    this.context.beginPath();
    this.context.arc(x, y, size / 2 + 5 * this.ratio, 0, 7);
    this.context.stroke();
  }
}
