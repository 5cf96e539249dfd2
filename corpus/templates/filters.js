// Which rows are shown, and in which order.

const SHOWN = {
  all: () => true,
  undecided: (row) => !decided(row),
  decided,
  dropped: (row) => row.decision?.action === "drop",
};
const ALONE = "one side only";

class Filters {
  /** `form`: its fields are named order, show, flag, group, below, search, and column, a check box a column. */
  constructor(form, model, changed) {
    Object.assign(this, { form, model, texts: new WeakMap() });
    this.fill(form.elements.flag, [ALONE, ...model.flags]);
    for (const { id, title } of model.groups) form.elements.group.append(new Option(plain(title) || id, id));
    form.elements.group.parentElement.hidden = model.groups.length < 2;
    for (const { name } of model.columns) {
      const label = element("label", "chip"), box = element("input");
      Object.assign(box, { type: "checkbox", name: "column", value: name, checked: true });
      label.append(box, name);
      form.querySelector(".columns").append(label);
    }
    form.addEventListener("input", changed);
    form.addEventListener("submit", (event) => event.preventDefault());
  }

  fill(select, names) {
    for (const name of names) select.append(new Option(name, name));
  }

  /** The columns that are shown: all where none is chosen. */
  get columns() {
    const boxes = [...this.form.querySelectorAll("[name=column]")].filter((box) => box.checked).map((box) => box.value);
    return this.model.columns.filter(({ name }) => !boxes.length || boxes.includes(name));
  }

  get textOrder() {
    return this.form.elements.order.value === "text";
  }

  /** The rows to show; `selected` is one of them whatever the filters say. */
  rows(selected) {
    const { show, flag, group, below, search } = this.form.elements;
    const columns = this.columns.map(({ name }) => name), words = search.value.trim().toLowerCase();
    const most = Number(below.value) / 100;
    const accepts = (row) =>
      SHOWN[show.value](row) && row.rank <= most &&
      (!group.value || row.group === group.value) &&
      (!flag.value || (flag.value === ALONE ? row.cells.size === 1 : Boolean(row.unit?.flags.includes(flag.value)))) &&
      columns.some((name) => row.cells.has(name)) &&
      (!words || this.text(row).includes(words));
    const found = this.model.order.filter((row) => row === selected || accepts(row));
    return this.textOrder ? found : found.sort((a, b) => a.rank - b.rank);
  }

  text(row) {
    if (!this.texts.has(row)) {
      const words = [...row.cells.keys()].map((column) => wordsOf(this.model, row, column)).join("\n");
      this.texts.set(row, words.toLowerCase());
    }
    return this.texts.get(row);
  }
}
