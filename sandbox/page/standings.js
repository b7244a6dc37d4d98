// How far everybody's reports have come, as far as somebody tells: asked for again when something has happened.

import { el } from "./dom.js";
import { icon } from "./icons.js";
import * as server from "./server.js";
import { t } from "./texts.js";

const PAUSE_SECONDS = 0.5;

export class Standings {
  // changed() is called when what is known has changed.
  constructor(changed) {
    this.changed = changed;
    this.known = {};
    this.asking = null;
  }

  // Something has happened, and more may follow: asked once for all of it.
  stir() {
    this.asking ??= setTimeout(() => this.ask(), PAUSE_SECONDS * 1000);
  }

  async ask() {
    this.asking = null;
    const told = await server.standings().catch(() => this.known); // the page says itself that nobody is there
    if (JSON.stringify(told) === JSON.stringify(this.known)) return;
    this.known = told;
    this.changed();
  }

  mark(id) {
    const standing = this.known[id];
    if (standing === "submitted") return el("span", { class: "standing done" }, icon("done"), t("standing.submitted"));
    return standing === "in_progress" ? el("span", { class: "standing" }, t("standing.in_progress")) : null;
  }

  summary() {
    const all = Object.values(this.known);
    if (!all.length) return "";
    return t("standing.summary", { count: all.filter((standing) => standing === "submitted").length, all: all.length });
  }
}
