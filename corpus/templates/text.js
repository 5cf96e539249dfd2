// Text from documents reaches the page through these functions alone, and always as text.

const UNSEEN = /([\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb])/;

const named = (piece) => "U+" + piece.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0");

/** For what takes no nodes, such as a tooltip. */
const plain = (text) => text.split(UNSEEN).map((piece) => (UNSEEN.test(piece) ? named(piece) : piece)).join("");

/** Nodes for a text; characters that nobody would see, or that would turn what stands around them, are named. */
function shown(text) {
  return text.split(UNSEEN).filter(Boolean).map((piece) => {
    if (!UNSEEN.test(piece)) return document.createTextNode(piece);
    return element("span", "unseen", named(piece));
  });
}

/** An element with a class and children: strings become text. */
function element(name, kind = "", ...children) {
  const made = document.createElement(name);
  if (kind) made.className = kind;
  for (const child of children) made.append(...(typeof child === "string" ? shown(child) : [child]));
  return made;
}

const percent = (probability) => `${Math.floor(probability * 100)} %`; // never up to what it does not reach

/** The language in English, as far as the browser knows it. */
function languageName(code) {
  try {
    return new Intl.DisplayNames(["en"], { type: "language", fallback: "none" }).of(code) ?? "";
  } catch {
    return "";
  }
}

/** What the person asked for cannot be done; the message says why. */
class Refusal extends Error {}
