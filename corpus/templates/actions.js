// What a person does to rows, as decisions. What cannot be done is refused with the reason.

const ACTIONS = {
  keep(model, row) {
    return [row.unit ? { action: "keep", unit: row.unit.id } : link(model, row.cells)];
  },

  drop(model, row) {
    if (row.cells.size < 2) throw new Refusal("It stands alone already: there is nothing to part");
    if (row.unit) return [{ action: "drop", unit: row.unit.id }];
    return [...row.cells].map((entry) => link(model, new Map([entry]))); // made by hand: each side by itself again
  },

  merge(model, row) {
    const next = model.neighbour(row, 1);
    if (!next) throw new Refusal("It is the last of its group: there is none to merge it with");
    return ACTIONS.link(model, row, next);
  },

  link(model, row, other) {
    if (row.group !== other.group) throw new Refusal("The two are of different groups");
    const cells = new Map(row.cells);
    for (const [column, cell] of other.cells) {
      const mine = cells.get(column);
      if (mine && mine.document !== cell.document) throw new Refusal(`In ${column}, the two are of different documents`);
      cells.set(column, mine ? { ...mine, sentences: [...mine.sentences, ...cell.sentences] } : cell);
    }
    return [link(model, cells)];
  },

  /** `cuts`: for each column the number of sentences that stay in the first of the two. */
  split(model, row, cuts) {
    const halves = [new Map(), new Map()];
    for (const [column, { document, sentences }] of row.cells) {
      const parts = [sentences.slice(0, cuts.get(column)), sentences.slice(cuts.get(column))];
      parts.forEach((part, k) => part.length && halves[k].set(column, { document, sentences: part }));
    }
    if (!halves[0].size || !halves[1].size) throw new Refusal("One of the two would be empty: move a cut");
    return halves.map((cells) => link(model, cells));
  },

  /** The first sentence (-1) of the cell goes to the row before, or its last (1) to the row after. */
  shift(model, row, column, direction) {
    const cell = row.cells.get(column);
    if (!cell) throw new Refusal(`There is nothing in ${column} to move`);
    const target = model.neighbour(row, direction);
    if (!target) throw new Refusal(`It is the ${direction < 0 ? "first" : "last"} of its group`);
    const [moved] = cell.sentences.slice(direction < 0 ? 0 : -1);
    const there = target.cells.get(column) ?? { document: cell.document, sentences: [] };
    if (there.document !== cell.document) throw new Refusal(`In ${column}, the two are of different documents`);
    const given = new Map(row.cells), kept = cell.sentences.filter((k) => k !== moved);
    if (kept.length) given.set(column, { document: cell.document, sentences: kept });
    else given.delete(column);
    const taking = new Map(target.cells);
    taking.set(column, { document: there.document, sentences: [...there.sentences, moved] });
    return [link(model, taking), ...(given.size ? [link(model, given)] : [])];
  },

  correct(model, row, column, text) {
    if (!row.unit) throw new Refusal("Apply this review first: the words of what was made by hand are corrected after");
    if (!row.cells.has(column)) throw new Refusal(`There is nothing in ${column} to correct`);
    return [{ action: "text", unit: row.unit.id, column, text }];
  },
};

/** The decision that these cells are one unit. */
function link(model, cells) {
  const parts = [];
  for (const { name: column } of model.columns) {
    const cell = cells.get(column);
    if (!cell) continue;
    const sentences = cell.sentences.toSorted((a, b) => a - b);
    if (sentences.some((k, at) => k !== sentences[0] + at)) {
      throw new Refusal(`In ${column}, something else stands between the two`);
    }
    const start = model.sentence(cell, sentences[0]).start, stop = model.sentence(cell, sentences.at(-1)).stop;
    parts.push({ column, document: model.documents[cell.document].id, start, stop });
  }
  return { action: "link", parts };
}

/** Where each column would be cut, by length, if `column` is cut before its sentence number `at`. */
function proposedCuts(model, row, column, at) {
  const size = (cell, stop) => cell.sentences.slice(0, stop).reduce((sum, k) => sum + model.sentence(cell, k).text.length, 0);
  const share = (cell, stop) => size(cell, stop) / size(cell, cell.sentences.length);
  const wanted = share(row.cells.get(column), at);
  const cuts = new Map();
  for (const [name, cell] of row.cells) {
    const places = Array.from(cell.sentences, (_, k) => k + 1);
    if (places.length > 1) places.pop(); // each of the two gets something, where there is enough
    cuts.set(name, places.reduce((best, k) => (Math.abs(share(cell, k) - wanted) < Math.abs(share(cell, best) - wanted) ? k : best)));
  }
  return cuts.set(column, at);
}
