// The composer: text field, attachments, commands.

import { arrowKeys, el } from "./dom.js";
import { icon } from "./icons.js";
import { t } from "./texts.js";

const TALLEST = 140; // pixels
const STICKERS = ["👍", "❤️", "😂", "🙏", "🎉", "✅"];

export class Composer {
  // act(deed, fields) sends something and tells whether it went; upload(deed, file) sends a file.
  constructor({ act, upload, commands }) {
    this.act = act;
    this.upload = upload;
    this.field = el("textarea", { rows: "1", placeholder: t("composer"), "aria-label": t("composer"), enterkeyhint: "send" });
    this.field.addEventListener("keydown", (event) => this.key(event));
    this.field.addEventListener("input", () => this.fit());
    this.attachMenu = this.menu("attach", icon("attach"), this.attachments());
    this.commandMenu = this.menu("commands", "/", []);
    this.sendButton = el("button", { type: "submit", class: "icon-button send", "aria-label": t("send"), title: t("send") }, icon("send"));
    this.element = el(
      "form", { class: "composer", onsubmit: (event) => this.submit(event) },
      this.attachMenu.element, this.field, this.commandMenu.element, this.sendButton,
    );
    this.showCommands(commands);
  }

  focus() {
    this.field.focus();
  }

  isEmpty() {
    return this.field.value === "";
  }

  placeholder(text) {
    this.field.placeholder = text || t("composer");
  }

  showCommands(commands) {
    this.commandMenu.element.hidden = !commands.length;
    this.commandMenu.fill(
      commands.map(({ command, description }) => this.item(`/${command}`, description, () => this.act("text", { text: `/${command}` }))),
    );
  }

  key(event) {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      this.element.requestSubmit();
    }
  }

  async submit(event) {
    event.preventDefault();
    const text = this.field.value;
    if (!text.trim()) return;
    this.field.value = "";
    this.fit();
    if (!(await this.act("text", { text })) && this.isEmpty()) this.field.value = text;
  }

  // As tall as what is typed, its border with it; only what is taller than that scrolls.
  fit() {
    this.field.style.height = "auto";
    const wanted = this.field.scrollHeight + this.field.offsetHeight - this.field.clientHeight;
    this.field.style.height = `${Math.min(wanted, TALLEST)}px`;
    this.field.style.overflowY = wanted > TALLEST ? "auto" : "hidden";
  }

  attachments() {
    const stickers = el(
      "div", { class: "stickers" },
      ...STICKERS.map((emoji) => el("button", { type: "button", onclick: () => this.choose(() => this.act("sticker", { emoji })) }, emoji)),
    );
    return [
      this.fileItem(icon("photo"), t("attach.photo"), "photo", "image/*"),
      this.fileItem(icon("file"), t("attach.file"), "document", ""),
      this.item(icon("voice"), t("attach.voice"), () => this.act("voice", { seconds: 3 })),
      this.item(icon("location"), t("attach.location"), () => this.act("location")),
      this.item(icon("contact"), t("attach.contact"), () => this.act("contact")),
      el("p", { class: "menu-label" }, t("attach.sticker")),
      stickers,
    ];
  }

  item(sign, label, action) {
    return el(
      "button", { type: "button", class: "menu-item", onclick: () => this.choose(action) },
      el("span", {}, sign), el("span", {}, label),
    );
  }

  fileItem(sign, label, deed, accept) {
    const input = el("input", { type: "file", accept, hidden: true, "data-deed": deed });
    input.addEventListener("change", () => {
      if (input.files.length) this.upload(deed, input.files[0]);
      input.value = "";
    });
    const item = this.item(sign, label, () => input.click());
    item.append(input);
    return item;
  }

  choose(action) {
    this.attachMenu.close();
    this.commandMenu.close();
    action();
    this.focus();
  }

  menu(name, sign, items) {
    const panel = el("div", { class: "menu", hidden: true }, ...items);
    const button = el(
      "button",
      { type: "button", class: "icon-button", "aria-label": t(name), title: t(name), "aria-expanded": "false", onclick: () => toggle() },
      sign,
    );
    const element = el("div", { class: `menu-holder ${name}` }, button, panel);
    const close = () => {
      panel.hidden = true;
      button.setAttribute("aria-expanded", "false");
    };
    const toggle = () => {
      panel.hidden = !panel.hidden;
      button.setAttribute("aria-expanded", String(!panel.hidden));
      if (!panel.hidden) panel.querySelector("button")?.focus();
    };
    element.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || panel.hidden) return;
      event.stopPropagation();
      close();
      button.focus();
    });
    element.addEventListener("focusout", (event) => {
      if (event.relatedTarget && !element.contains(event.relatedTarget)) close();
    });
    document.addEventListener("pointerdown", (event) => {
      if (!element.contains(event.target)) close();
    });
    const fill = (entries) => {
      panel.replaceChildren(...entries);
      if (entries.length) arrowKeys(panel);
    };
    if (items.length) arrowKeys(panel);
    return { element, close, fill };
  }
}
