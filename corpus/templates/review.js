// The page: what is selected, what keys and buttons do, and what is drawn.

class Page {
  constructor(data) {
    const find = (id) => document.getElementById(id);
    this.model = new Model(data);
    this.scroller = find("list");
    this.head = find("head");
    this.message = find("message");
    this.store = new Store(this.model, (text) => this.say(text));
    this.filters = new Filters(find("filters"), this.model, () => this.refilter());
    this.list = new List(this.scroller, find("room"), (entry) => rowElement(this.model, entry.row, entry));
    Object.assign(this, { selected: null, column: this.model.columns[0]?.name, sentence: null, cuts: null });
    Object.assign(this, { marked: null, editing: false, help: find("help") });
    const restored = this.store.restore();
    this.refilter();
    this.select(this.rows[0]);
    if (restored) this.say(`${restored} steps of the last time are there again`);
    this.listen(find);
  }

  listen(find) {
    document.addEventListener("keydown", (event) => this.key(event));
    this.scroller.addEventListener("click", (event) => this.click(event));
    this.scroller.addEventListener("dblclick", () => this.run("correct"));
    this.scroller.addEventListener("focusout", (event) => event.target.matches("textarea") && this.correct(event.target));
    for (const button of document.querySelectorAll("[data-do]")) {
      button.addEventListener("click", () => (this.scroller.focus({ preventScroll: true }), this.run(button.dataset.do)));
    }
    find("filters").addEventListener("change", ({ target }) => {
      if (!target.matches(":focus-visible")) this.scroller.focus({ preventScroll: true }); // chosen with a pointer: keys go on
    });
    find("save").addEventListener("click", () => (this.scroller.focus({ preventScroll: true }), this.store.save(), this.count()));
    find("load").addEventListener("click", () => find("file").click());
    find("file").addEventListener("change", (event) => this.load(event.target));
    addEventListener("pagehide", () => this.store.write());
    addEventListener("beforeunload", (event) => !this.store.kept && !this.store.saved && event.preventDefault());
  }

  // What is shown

  refilter() {
    this.rows = this.filters.rows(this.selected);
    const titles = this.filters.columns.map((each) => element("span", "", each.name, element("i", "", languageName(each.language))));
    this.head.replaceChildren(element("span", "", "probability"), ...titles);
    for (const each of this.head.children) each.setAttribute("role", "columnheader");
    this.scroller.style.setProperty("--columns", this.filters.columns.length);
    this.draw();
  }

  draw() {
    const columns = this.filters.columns, chosen = columns.map(({ name }) => name).join();
    const entry = (row, context = false) => {
      const selected = row === this.selected && !context;
      const { column, sentence, cuts, editing } = this, marked = row === this.marked;
      const state = selected ? `${column} ${sentence} ${cuts ? [...cuts.values()] : ""} ${editing}` : "";
      const id = `${row.key}${context ? " context" : ""}`;
      return { id, row, context, selected, column, sentence, cuts, editing, marked, columns, stamp: [state, marked, chosen].join("|") };
    };
    const entries = [];
    this.rows.forEach((row, k) => {
      const [before, after] = row === this.selected ? [-1, 1].map((direction) => this.model.neighbour(row, direction)) : [];
      if (before && before !== this.rows[k - 1]) entries.push(entry(before, true));
      entries.push(entry(row));
      if (after && after !== this.rows[k + 1]) entries.push(entry(after, true));
    });
    this.list.show(entries);
    this.scroller.setAttribute("aria-rowcount", String(this.rows.length));
    this.count();
    if (this.editing) this.scroller.querySelector("textarea")?.focus();
  }

  count() {
    const rows = [...this.model.rows.values()], done = rows.filter(decided).length;
    document.getElementById("progress").max = Math.max(rows.length, 1);
    document.getElementById("progress").value = done;
    document.getElementById("count").textContent = `${done} of ${rows.length} decided`;
    document.getElementById("save").classList.toggle("unsaved", !this.store.saved && this.model.done.length > 0);
    document.getElementById("found").textContent = `${this.rows.length} shown`;
    document.getElementById("most").textContent = `${this.filters.form.elements.below.value} %`;
    for (const [name, possible] of [["undo", this.model.done.length], ["redo", this.model.undone.length]]) {
      document.querySelector(`[data-do=${name}]`).disabled = !possible;
    }
  }

  say(text) {
    this.message.replaceChildren(...shown(text));
  }

  select(row, column = this.column, sentence = null) {
    if (row !== this.selected) this.cuts = null;
    Object.assign(this, { selected: row, column, sentence, editing: false });
    if (row && !row.cells.has(column)) this.column = this.model.columns.find(({ name }) => row.cells.has(name))?.name;
    this.rows = this.filters.rows(row);
    this.draw();
    if (row) {
      this.list.reveal(String(row.key));
      this.scroller.setAttribute("aria-activedescendant", `row-${row.key}`);
    }
  }

  // What the person does

  key(event) {
    const { target, key } = event;
    if (this.help.open || target.closest("dialog")) return;
    if (target.matches("textarea")) {
      if (key === "Escape") target.dataset.away = "yes";
      if (key === "Escape" || (key === "Enter" && (event.ctrlKey || event.metaKey))) this.scroller.focus();
      return;
    }
    if (target.matches("input, select") && (key === "Escape" || (key === "Enter" && target.type === "search"))) {
      this.scroller.focus();
      return;
    }
    const undo = (event.ctrlKey || event.metaKey) && { z: event.shiftKey ? "redo" : "undo", y: "redo" }[key.toLowerCase()];
    if (!undo && (target.matches("input, select") || event.ctrlKey || event.metaKey || event.altKey)) return;
    if (target.matches("button, label") && (key === "Enter" || key === " ")) return;
    const name = undo || (this.cuts ? CUTTING[key] : null) || KEYS[key];
    if (!name) return;
    event.preventDefault();
    this.run(name);
  }

  click(event) {
    const line = event.target.closest(".row"), cell = event.target.closest(".cell"), piece = event.target.closest(".sentence");
    const row = line && this.model.rows.get(Number(line.dataset.row));
    if (!row || event.target.matches("textarea")) return;
    const column = cell?.dataset.column ?? this.column, at = piece ? Number(piece.dataset.at) : null;
    if (this.cuts && row === this.selected && piece) {
      this.cuts = new Map(this.cuts).set(column, at);
      this.column = column;
      this.draw();
    } else this.select(row, column, at);
  }

  run(name) {
    try {
      COMMANDS[name].call(this, this.selected);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      this.say(error.message);
    }
  }

  /** Makes `decisions` a step and selects `next`, or else the row that now holds the sentence `k` of `document`. */
  commit(decisions, text, { next, holder } = {}) {
    const unfit = this.model.commit(decisions, this.selected);
    this.store.remember();
    this.cuts = null;
    if (unfit.length) throw new Refusal("That does not fit the rows as they are");
    this.select(next ?? this.model.holders[holder.document][holder.k]);
    this.say(text);
  }

  /** The row after `row` in the list, else the one before it. */
  after(row) {
    const k = this.rows.indexOf(row);
    return this.rows[k + 1] ?? this.rows[k - 1] ?? row;
  }

  move(direction) {
    const row = this.rows[this.rows.indexOf(this.selected) + direction];
    if (row) this.select(row);
    this.say("");
  }

  moveColumn(direction) {
    const names = this.filters.columns.map(({ name }) => name).filter((name) => this.selected.cells.has(name));
    const name = names[names.indexOf(this.column) + direction];
    if (name) Object.assign(this, { column: name, sentence: null });
    this.draw();
  }

  moveCut(direction) {
    const longest = this.selected.cells.get(this.column).sentences.length;
    const cut = Math.min(Math.max(this.cuts.get(this.column) + direction, 0), longest);
    this.cuts = new Map(this.cuts).set(this.column, cut);
    this.draw();
  }

  correct(area) {
    const { selected: row, column } = this, text = area.value.trim();
    this.editing = false;
    if (area.dataset.away || !text || text === wordsOf(this.model, row, column)) {
      this.draw();
      this.say(text ? "" : "A unit without words is none: drop it instead");
      return;
    }
    this.commit(ACTIONS.correct(this.model, row, column, text), `Corrected in ${column}`, { holder: holderOf(row) });
  }

  async load(input) {
    const [file] = input.files;
    input.value = "";
    try {
      await this.store.load(file);
      this.store.remember();
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      this.say(error.message);
    }
    this.marked = this.cuts = null;
    this.select(this.model.rows.get(this.selected?.key) ?? this.filters.rows(null)[0]);
  }
}

new Page(JSON.parse(document.getElementById("data").textContent));
