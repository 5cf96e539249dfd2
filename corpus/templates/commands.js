// What keys and buttons mean. In each command `this` is the page, and the argument the row that is selected.

const KEYS = {
  j: "next", k: "previous", Enter: "keep", d: "drop", m: "merge", s: "split", l: "link", e: "correct", u: "undo", r: "redo",
  ArrowLeft: "left", ArrowRight: "right", ArrowUp: "up", ArrowDown: "down", Escape: "leave", "/": "search", "?": "help",
};
const CUTTING = { Enter: "split", ArrowUp: "cutUp", ArrowDown: "cutDown" }; // while a row is being split

const holderOf = (row) => {
  const [{ document, sentences }] = row.cells.values();
  return { document, k: sentences[0] };
};

const COMMANDS = {
  next() {
    this.move(1);
  },
  previous() {
    this.move(-1);
  },
  left() {
    if (this.selected) this.moveColumn(-1);
  },
  right() {
    if (this.selected) this.moveColumn(1);
  },
  cutUp() {
    this.moveCut(-1);
  },
  cutDown() {
    this.moveCut(1);
  },
  search() {
    this.filters.form.elements.search.focus();
  },
  help() {
    this.help.showModal();
  },

  keep(row) {
    if (row) this.commit(ACTIONS.keep(this.model, row), "Kept", goOn(this, row));
  },
  drop(row) {
    if (row) this.commit(ACTIONS.drop(this.model, row), "Dropped", goOn(this, row));
  },
  merge(row) {
    if (row) this.commit(ACTIONS.merge(this.model, row), "Merged with the next", { holder: holderOf(row) });
  },
  up(row) {
    if (row) shift(this, row, -1);
  },
  down(row) {
    if (row) shift(this, row, 1);
  },

  split(row) {
    if (!row) return;
    if (this.cuts) {
      const decisions = ACTIONS.split(this.model, row, this.cuts);
      this.commit(decisions, "Split in two", { holder: holderOf(row) });
      return;
    }
    const longest = [...row.cells].sort(([, a], [, b]) => b.sentences.length - a.sentences.length)[0];
    const [column, cell] = this.sentence ? [this.column, row.cells.get(this.column)] : longest;
    if (cell.sentences.length < 2 && row.cells.size < 2) throw new Refusal("It is one sentence: it cannot be split");
    if (cell.sentences.length < 2) { // then what is split is the languages: one of them leaves the others
      this.cuts = new Map([...row.cells.keys()].map((name) => [name, Number(name !== this.column)]));
    } else {
      const at = this.sentence || Math.max(1, Math.floor(cell.sentences.length / 2));
      this.cuts = proposedCuts(this.model, row, column, at);
      this.column = column;
    }
    this.draw();
    this.say("What is shaded becomes the second unit. ↑ ↓ or a click move the cut, ← → change the language; Enter splits, Esc leaves");
  },

  link(row) {
    if (!row) return;
    if (!this.marked || !this.model.rows.has(this.marked.key) || this.marked === row) {
      this.marked = this.marked === row ? null : row;
      this.draw();
      this.say(this.marked ? "Go to what belongs to it, and press l once more; Esc leaves" : "");
      return;
    }
    const decisions = ACTIONS.link(this.model, this.marked, row);
    this.marked = null;
    this.commit(decisions, "Linked", { holder: holderOf(row) });
  },

  correct(row) {
    if (!row?.cells.has(this.column)) return;
    ACTIONS.correct(this.model, row, this.column, "");
    Object.assign(this, { editing: true, cuts: null });
    this.draw();
    this.say("Ctrl+Enter or a click elsewhere keeps the words, Esc leaves them as they were");
  },

  undo() {
    const step = this.model.undo();
    if (!step) return;
    this.store.remember();
    this.marked = this.cuts = null;
    this.select(step.selected ?? this.filters.rows(null)[0]);
    this.say("Undone");
  },
  redo() {
    const step = this.model.redo();
    if (!step) return;
    this.store.remember();
    this.marked = this.cuts = null;
    this.select(step.changes.at(-1).put[0]);
    this.say("Done again");
  },

  leave() {
    this.marked = this.cuts = null;
    this.draw();
    this.say("");
  },
};

/** After a row is judged: on to the next, or to what it became where there is none. */
function goOn(page, row) {
  const next = page.after(row);
  return next === row ? { holder: holderOf(row) } : { next };
}

function shift(page, row, direction) {
  const { column, model } = page;
  const decisions = ACTIONS.shift(model, row, column, direction);
  const moved = row.cells.get(column).sentences.at(direction < 0 ? 0 : -1);
  const stays = [...row.cells].flatMap(([, { document, sentences }]) => sentences.map((k) => ({ document, k })));
  const holder = stays.find(({ document, k }) => document !== row.cells.get(column).document || k !== moved) ?? stays[0];
  page.commit(decisions, `Moved to the unit ${direction < 0 ? "before" : "after"}`, { holder });
}
