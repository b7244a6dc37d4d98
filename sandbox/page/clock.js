// The clock in the page's head: runs on by itself between the server's words, and jumps.

import { writtenDay, writtenTime } from "./dates.js";
import { arrowKeys, el } from "./dom.js";
import * as server from "./server.js";
import { t } from "./texts.js";

export class Clock {
  constructor(face, jumps, notice) {
    this.face = face;
    this.jumps = jumps;
    this.notice = notice;
    this.state = { timestamp: 0, utc_offset: 0, frozen: true, now: "", jumps: [] };
    setInterval(() => this.draw(), 1000);
  }

  offset() {
    return this.state.utc_offset;
  }

  show(state) {
    const sameJumps = String(state.jumps) === String(this.state.jumps);
    this.state = state;
    this.shownAt = performance.now();
    if (!sameJumps) {
      this.jumps.replaceChildren(...state.jumps.map((name) => this.button(name)));
      arrowKeys(this.jumps);
    }
    this.draw();
  }

  draw() {
    const { timestamp, utc_offset: offset, frozen } = this.state;
    if (!timestamp) return;
    const now = frozen ? timestamp : timestamp + (performance.now() - this.shownAt) / 1000;
    const written = `${writtenDay(now, offset)} ${writtenTime(now, offset)}`;
    if (this.face.textContent !== written) this.face.textContent = written;
  }

  button(name) {
    return el("button", { type: "button", onclick: (event) => this.jump(name, event.currentTarget) }, t(`jump.${name}`));
  }

  async jump(name, button) {
    button.disabled = true;
    try {
      const { moved, clock } = await server.forward(name);
      this.show(clock);
      if (!moved) this.notice(t("clock.nowhere"));
    } catch (error) {
      this.notice(error.message);
    }
    button.disabled = false;
    button.focus();
  }
}
