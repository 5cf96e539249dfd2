// Rows as elements.

const STATES = { keep: "kept", drop: "dropped", link: "by hand" };

function stateOf(row) {
  if (row.decision) return STATES[row.decision.action];
  if (row.words.size) return "corrected";
  return row.changed ? "to be aligned again" : "";
}

const decided = (row) => Boolean(row.decision || row.words.size);

/** Five steps from doubtful to sure, which colours.css gives a colour. */
function colourOf(row) {
  if (!row.unit) return "hand";
  return "p" + [0.5, 0.8, 0.9, 0.97].filter((step) => row.unit.probability >= step).length;
}

/** The element of a row. `view`: the columns to show, and what is selected, marked, split or edited. */
function rowElement(model, row, { columns, selected, column, sentence, cuts, marked, editing, context }) {
  const state = stateOf(row);
  const made = element("div", ["row", colourOf(row), row.decision?.action ?? ""].join(" "));
  made.setAttribute("role", "row");
  if (!context) made.id = `row-${row.key}`;
  made.dataset.row = row.key;
  made.setAttribute("aria-selected", String(selected));
  made.classList.toggle("selected", selected);
  made.classList.toggle("context", context);
  made.classList.toggle("marked", marked);
  made.classList.toggle("decided", decided(row));
  const about = element("div", "about");
  about.setAttribute("role", "rowheader");
  about.append(element("span", "chance", row.unit ? percent(row.unit.probability) : "by hand"));
  if (state && state !== "by hand") about.append(element("span", "state", state));
  for (const flag of row.unit?.flags ?? []) if (flag !== "full") about.append(element("span", "flag", flag));
  if (marked) about.append(element("span", "state", "to be linked"));
  made.append(about);
  for (const { name, language } of columns) {
    const cell = cellElement(model, row, name, selected && name === column ? sentence : null, selected ? cuts : null);
    cell.lang = language;
    cell.classList.toggle("current", selected && name === column);
    if (selected && editing && name === column) edit(cell, wordsOf(model, row, name));
    made.append(cell);
  }
  return made;
}

/** The words of a cell: as corrected, as an earlier review corrected them, or as the document has them. */
function wordsOf(model, row, column) {
  const cell = row.cells.get(column);
  const corrected = row.words.get(column)?.decision.text ?? cell.words;
  if (corrected !== undefined) return corrected;
  return cell.sentences.map((k, at) => (at ? model.sentence(cell, k).before : "") + model.sentence(cell, k).text).join("");
}

function cellElement(model, row, column, picked, cuts) {
  const made = element("div", "cell");
  made.setAttribute("role", "gridcell");
  made.dataset.column = column;
  const cell = row.cells.get(column);
  if (!cell) {
    made.classList.add("empty");
    made.append(element("span", "none", "—"));
    return made;
  }
  const text = element("div", "text");
  text.dir = "auto";
  made.title = plain(model.documents[cell.document].path);
  made.append(text);
  if ((row.words.has(column) || cell.words !== undefined) && !cuts) {
    text.classList.add("corrected");
    text.append(...shown(wordsOf(model, row, column)));
    return made;
  }
  cell.sentences.forEach((k, at) => {
    const sentence = model.sentence(cell, k);
    if (at) text.append(sentence.before);
    const piece = element("span", "sentence", sentence.text);
    piece.dataset.at = at;
    piece.classList.toggle("picked", picked === at && cell.sentences.length > 1);
    piece.classList.toggle("second", Boolean(cuts) && at >= cuts.get(column));
    text.append(piece);
  });
  return made;
}

function edit(cell, words) {
  const area = element("textarea", "edit");
  area.dir = "auto";
  area.value = words;
  area.setAttribute("aria-label", `The words in ${cell.dataset.column}`);
  cell.replaceChildren(area);
}
