// A list of which only what is in view exists: heights are guessed until they are seen.

const MARGIN = 600; // pixels that are drawn above and below what is in view

class List {
  /** `make(entry)` draws one of `entries`; entries with the same `id` and `stamp` look the same. */
  constructor(scroller, room, make) {
    Object.assign(this, { scroller, room, make, entries: [], tops: [0], heights: new Map(), nodes: new Map() });
    this.guess = 90;
    scroller.addEventListener("scroll", () => this.draw(), { passive: true });
    new ResizeObserver(([{ contentRect }]) => {
      if (contentRect.width !== this.width) this.heights.clear();
      this.width = contentRect.width;
      this.draw();
    }).observe(scroller);
  }

  /** Shows `entries`; what was at the top stays there, as far as it is still in the list. */
  show(entries) {
    const anchor = this.entries[this.at(this.scroller.scrollTop)];
    const offset = anchor && this.scroller.scrollTop - this.tops[this.at(this.scroller.scrollTop)];
    this.entries = entries;
    this.measure();
    const now = anchor ? entries.findIndex((entry) => entry.id === anchor.id) : -1;
    if (now >= 0) this.scroller.scrollTop = this.tops[now] + offset;
    this.draw();
  }

  measure() {
    const tops = new Float64Array(this.entries.length + 1);
    this.entries.forEach((entry, k) => (tops[k + 1] = tops[k] + (this.heights.get(entry.id) ?? this.guess)));
    this.tops = tops;
    this.room.parentElement.style.height = `${tops.at(-1)}px`;
  }

  /** The number of the entry at `y` pixels. */
  at(y) {
    let low = 0, high = this.entries.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (this.tops[middle] <= y) low = middle;
      else high = middle;
    }
    return low;
  }

  draw() {
    for (let round = 0; round < 4; round++) {
      const { scrollTop, clientHeight } = this.scroller;
      const anchor = this.at(scrollTop), offset = scrollTop - this.tops[anchor];
      const start = this.at(scrollTop - MARGIN), stop = this.at(scrollTop + clientHeight + MARGIN) + 1;
      this.place(this.entries.slice(start, stop));
      this.room.style.transform = `translateY(${this.tops[start]}px)`;
      if (!this.learn()) return;
      this.measure();
      const wanted = this.tops[anchor] + offset;
      if (Math.abs(this.scroller.scrollTop - wanted) > 1) this.scroller.scrollTop = wanted;
    }
  }

  /** Makes the elements of `entries` the children of the room; those that are there are left where they are. */
  place(entries) {
    const nodes = new Map();
    for (const entry of entries) {
      const known = this.nodes.get(entry.id);
      nodes.set(entry.id, known?.stamp === entry.stamp ? known : { stamp: entry.stamp, node: this.make(entry) });
    }
    const wanted = new Set([...nodes.values()].map(({ node }) => node));
    for (const child of [...this.room.children]) if (!wanted.has(child)) child.remove();
    let number = 0;
    for (const node of wanted) {
      if (this.room.children[number] !== node) this.room.insertBefore(node, this.room.children[number] ?? null);
      number++;
    }
    this.nodes = nodes;
  }

  /** Whether a height was other than thought. */
  learn() {
    let other = false;
    for (const [id, { node }] of this.nodes) {
      const height = node.getBoundingClientRect().height;
      if (Math.abs((this.heights.get(id) ?? this.guess) - height) > 0.5) other = true;
      this.heights.set(id, height);
    }
    return other;
  }

  /** Scrolls as far as needed for the entry to be in view. */
  reveal(id) {
    const number = this.entries.findIndex((entry) => entry.id === id);
    if (number < 0) return;
    const { scrollTop, clientHeight } = this.scroller;
    if (this.tops[number] < scrollTop || this.tops[number + 1] > scrollTop + clientHeight - 60) {
      if (!this.nodes.has(id)) this.scroller.scrollTop = this.tops[number] - clientHeight / 3;
      this.draw();
      this.nodes.get(id)?.node.scrollIntoView({ block: "nearest" });
    }
  }
}
