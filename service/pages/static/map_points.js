// The points of the map: read from bytes (see service/pages/topics/map_data.py), and found by place.
export const NONE = 65535;
const SIDE = 65535; // the map runs from 0 to this in both directions
const CELLS = 256; // in each direction, of the grid in which points are looked up

export class Points {
  constructor(buffer) {
    const length = new DataView(buffer).getUint32(0, true);
    const head = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, length)));
    this.n = head.n;
    this.head = head;
    let at = 4 + length;
    const column = (size) => {
      const numbers = new Uint16Array(buffer, at, size);
      at += 2 * size;
      return numbers;
    };
    this.places = column(2 * this.n);
    this.columns = {};
    for (const name of ["topic", "year", "place", "language"]) this.columns[name] = column(this.n);
    this.#makeGrid();
  }

  // Points sorted by cell: those of cell c are order[start[c]] to order[start[c + 1]].
  #makeGrid() {
    const cells = new Uint16Array(this.n);
    this.start = new Uint32Array(CELLS * CELLS + 1);
    for (let i = 0; i < this.n; i++) {
      const cell = (this.places[2 * i + 1] >> 8) * CELLS + (this.places[2 * i] >> 8);
      cells[i] = cell;
      this.start[cell + 1]++;
    }
    for (let cell = 0; cell < CELLS * CELLS; cell++) this.start[cell + 1] += this.start[cell];
    const next = this.start.slice();
    this.order = new Uint32Array(this.n);
    for (let i = 0; i < this.n; i++) this.order[next[cells[i]]++] = i;
  }

  // The point nearest to a place, no farther than `reach`, among those let through; -1 for none.
  nearest(x, y, reach, among) {
    const low = (value) => Math.max(0, Math.min(CELLS - 1, (value - reach) >> 8));
    const high = (value) => Math.max(0, Math.min(CELLS - 1, (value + reach) >> 8));
    let best = -1;
    let closest = reach * reach;
    for (let row = low(y); row <= high(y); row++) {
      for (let at = this.start[row * CELLS + low(x)]; at < this.start[row * CELLS + high(x) + 1]; at++) {
        const i = this.order[at];
        const dx = this.places[2 * i] - x;
        const dy = this.places[2 * i + 1] - y;
        const distance = dx * dx + dy * dy;
        if (distance <= closest && (!among || among[i])) {
          closest = distance;
          best = i;
        }
      }
    }
    return best;
  }

  // How many points have each value of a column, and where their middle is.
  middles(name) {
    const column = this.columns[name];
    const found = this.head[name].map(() => ({ n: 0, x: 0, y: 0 }));
    for (let i = 0; i < this.n; i++) {
      const one = found[column[i]];
      if (!one) continue;
      one.n++;
      one.x += this.places[2 * i];
      one.y += this.places[2 * i + 1];
    }
    for (const one of found) {
      one.x /= one.n || 1;
      one.y /= one.n || 1;
    }
    return found;
  }
}

export { SIDE };
