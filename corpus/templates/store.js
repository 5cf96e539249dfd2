// Decisions leave the page and come back: as a file, and in the browser's storage where it has one for this page.

const FORMAT = "hexapla-review", VERSION = 1;

class Store {
  constructor(model, say) {
    Object.assign(this, { model, say, key: [FORMAT, model.build, ...Object.values(model.sample ?? {})].join("-"), kept: true, saved: true });
  }

  /** After every step. */
  remember() {
    this.saved = false;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.write(), 200);
  }

  write() {
    try {
      localStorage.setItem(this.key, JSON.stringify(this.model.done.map((step) => step.decisions)));
    } catch {
      if (this.kept) this.say("This browser keeps nothing for this page: save the decisions before you close it");
      this.kept = false;
    }
  }

  /** The steps of the last time, as steps. Returns their number. */
  restore() {
    try {
      const steps = JSON.parse(localStorage.getItem(this.key) ?? "[]");
      for (const decisions of steps) this.model.commit(decisions, null);
      return this.model.done.length;
    } catch {
      return 0;
    }
  }

  /** Hands the decisions to the browser as a file to download. */
  save() {
    const { build, sample } = this.model; // the sample is left out where there is none
    const content = { format: FORMAT, version: VERSION, build, sample, decisions: this.model.decisions() };
    const address = URL.createObjectURL(new Blob([JSON.stringify(content, null, 1) + "\n"], { type: "application/json" }));
    const anchor = element("a");
    Object.assign(anchor, { href: address, download: `review-${build}.json` });
    anchor.click();
    setTimeout(() => URL.revokeObjectURL(address), 1000);
    this.saved = true;
    this.say(`${content.decisions.length} decisions saved as ${anchor.download}: hexapla review apply takes them`);
  }

  /** Adds the decisions of a file, as one step, to those that are there. */
  async load(file) {
    let content;
    try {
      content = JSON.parse(await file.text());
    } catch {
      throw new Refusal(`${file.name} is not JSON: load a file that this page has saved`);
    }
    if (content?.format !== FORMAT || content.version !== VERSION || !Array.isArray(content.decisions)) {
      throw new Refusal(`${file.name} holds no decisions of a review`);
    }
    if (content.build !== this.model.build) {
      throw new Refusal(`${file.name} is of build ${content.build}, this page of ${this.model.build}`);
    }
    const unfit = this.model.commit(content.decisions, null).length;
    const count = content.decisions.length - unfit;
    this.say(`${count} decisions loaded` + (unfit ? `; ${unfit} do not fit this page and were left aside` : ""));
  }
}
