// Rows of sentences, and the steps that changed them.
//
// A row holds, for each column, consecutive sentences of one document. Rows are never changed but replaced, so that a
// step is undone by putting back what it took. A row has an interval [place, place + width) on a line, which gives its
// order and is divided when the row is; `rank` is the probability that sorts it, of the unit where it began.

class Model {
  constructor(data) {
    Object.assign(this, { build: data.build, sample: data.sample, columns: data.columns, groups: data.groups, documents: data.documents });
    this.rows = new Map(); // key -> row
    this.ofUnit = new Map(); // unit id -> row, as long as the unit is whole
    this.holders = data.documents.map((each) => new Array(each.sentences.length)); // rows by document and sentence
    this.numbers = new Map(data.documents.map((each, number) => [each.id, number]));
    this.starts = data.documents.map((each) => new Map(each.sentences.map(([start], number) => [start, number])));
    this.done = [];
    this.undone = [];
    this.keys = 0;
    this.flags = [...new Set(data.units.flatMap((unit) => unit.flags))].sort();
    data.units.forEach((unit, place) => this.put(this.first(unit, place)));
  }

  /** The row of a unit as the build has it. */
  first(unit, place) {
    const cells = new Map();
    for (const [number, start, stop, words] of unit.parts) {
      const sentences = Array.from({ length: stop - start }, (_, k) => start + k);
      cells.set(this.documents[number].column, { document: number, sentences, words });
    }
    const { group, probability } = unit;
    return this.row({ unit, group, rank: probability, place, width: 1, cells });
  }

  row(values) {
    const key = ++this.keys;
    return Object.freeze({ key, unit: null, decision: null, number: 0, words: new Map(), ...values });
  }

  put(row) {
    this.rows.set(row.key, row);
    if (row.unit) this.ofUnit.set(row.unit.id, row);
    for (const cell of row.cells.values()) for (const k of cell.sentences) this.holders[cell.document][k] = row;
    this.sorted = null;
  }

  take(row) {
    this.rows.delete(row.key);
    if (row.unit) this.ofUnit.delete(row.unit.id);
    this.sorted = null;
  }

  /** All rows in the order of the text. */
  get order() {
    this.sorted ??= [...this.rows.values()].sort((a, b) => a.place - b.place);
    return this.sorted;
  }

  /** The row before (-1) or after (1) in the same group, or undefined. */
  neighbour(row, direction) {
    const found = this.order[this.order.indexOf(row) + direction];
    return found?.group === row.group ? found : undefined;
  }

  sentence(cell, k) {
    const [start, stop, text, before] = this.documents[cell.document].sentences[k];
    return { start, stop, text, before };
  }

  /** Makes `decisions` one step. Returns those that do not fit this page: they change nothing. */
  commit(decisions, selected) {
    const changes = [], unfit = [];
    for (const decision of decisions) {
      const change = this.change(decision);
      if (change) changes.push(change);
      else unfit.push(decision);
    }
    if (changes.length) {
      this.done.push({ decisions: decisions.filter((each) => !unfit.includes(each)), changes, selected });
      this.undone = [];
    }
    return unfit;
  }

  undo() {
    const step = this.done.pop();
    if (!step) return null;
    for (const { taken, put } of step.changes.toReversed()) this.exchange(put, taken);
    this.undone.push(step);
    return step;
  }

  redo() {
    const step = this.undone.pop();
    if (!step) return null;
    for (const { taken, put } of step.changes) this.exchange(taken, put);
    this.done.push(step);
    return step;
  }

  exchange(taken, put) {
    taken.forEach((row) => this.take(row));
    put.forEach((row) => this.put(row));
    return { taken, put };
  }

  change(decision) {
    if (decision.action === "link") return this.link(decision);
    const row = this.ofUnit.get(decision.unit);
    if (!row) return null;
    const number = ++this.keys;
    if (decision.action === "keep" || decision.action === "drop") {
      return this.exchange([row], [this.row({ ...row, key: ++this.keys, decision, number })]);
    }
    if (decision.action !== "text" || !row.cells.has(decision.column) || typeof decision.text !== "string") return null;
    const words = new Map(row.words).set(decision.column, { decision, number });
    return this.exchange([row], [this.row({ ...row, key: ++this.keys, words })]);
  }

  /** The sentences of the decision leave the rows that hold them, and become one. */
  link(decision) {
    const cells = new Map(), touched = new Set();
    for (const part of Array.isArray(decision.parts) ? decision.parts : []) {
      const cell = this.cell(part);
      if (!cell || cells.has(part.column)) return null;
      cells.set(part.column, cell);
      for (const k of cell.sentences) touched.add(this.holders[cell.document][k]);
    }
    const taken = [...touched].sort((a, b) => a.place - b.place);
    if (!cells.size || taken.some((row) => row.group !== taken[0].group)) return null;
    const left = new Map(taken.map((row) => [row, rest(row, cells)]));
    const whole = taken.find((row) => !left.get(row).size);
    const home = whole ?? taken[0];
    let { place, width } = home;
    const put = [];
    for (const row of taken) {
      const others = left.get(row);
      if (!others.size) continue;
      let interval = { place: row.place, width: row.width };
      if (row === home) { // nothing is whole: the two share the interval
        width = row.width / 2;
        const column = [...others.keys()].find((name) => cells.has(name));
        const later = column && cells.get(column).sentences[0] > others.get(column).sentences[0];
        interval = { place: later ? row.place : row.place + width, width };
        place = later ? row.place + width : row.place;
      }
      put.push(this.row({ group: row.group, rank: row.rank, cells: others, changed: true, ...interval }));
    }
    put.unshift(this.row({ group: home.group, rank: home.rank, place, width, cells, decision, number: ++this.keys }));
    return this.exchange(taken, put);
  }

  /** The cell that the part of a decision names, or null where it is not of whole sentences that rows hold. */
  cell({ column, document: id, start, stop }) {
    const number = this.numbers.get(id);
    const first = this.starts[number]?.get(start);
    if (first === undefined || this.documents[number].column !== column) return null;
    const { sentences } = this.documents[number];
    const found = [];
    for (let k = first; k < sentences.length && sentences[k][1] <= stop; k++) {
      if (!this.holders[number][k]) return null;
      found.push(k);
    }
    return found.length && sentences[found.at(-1)][1] === stop ? { document: number, sentences: found } : null;
  }

  /** The decisions that hold, in the order they were made: of what was decided twice, the later. */
  decisions() {
    const found = [];
    for (const row of this.rows.values()) {
      if (row.decision) found.push(row);
      found.push(...row.words.values());
    }
    return found.sort((a, b) => a.number - b.number).map((each) => each.decision);
  }
}

/** The cells of `row` without the sentences of `cells`. */
function rest(row, cells) {
  const found = new Map();
  for (const [column, cell] of row.cells) {
    const away = cells.get(column);
    const touched = away?.document === cell.document && cell.sentences.some((k) => away.sentences.includes(k));
    const sentences = touched ? cell.sentences.filter((k) => !away.sentences.includes(k)) : cell.sentences;
    if (sentences.length) found.set(column, touched ? { document: cell.document, sentences } : cell);
  }
  return found;
}
