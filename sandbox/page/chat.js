// One person's chat: log, keyboards, composer. It knows no server: what it does goes through `transport`.
//
// transport: act(deed, fields) and upload(deed, file) return promises that fail with an Error;
//            fileUrl(id) gives a file's address.
// host:      offset() of the clock from UTC, notice(text), alert(text), enlarge(url, text).

import { Composer } from "./composer.js";
import { arrowKeys, el } from "./dom.js";
import { icon } from "./icons.js";
import { messageElement } from "./message.js";
import { t } from "./texts.js";

const NEAR_END = 80;
const PRESSED = "button, a[href]";
const TYPING_SECONDS = 5;
const ANSWER_SECONDS = 15;

export class Chat {
  constructor({ transport, host, bot, commands = [] }) {
    this.transport = transport;
    this.host = host;
    this.bot = bot;
    this.messages = new Map();
    this.following = true;
    this.lastTop = 0;
    this.build(commands);
  }

  build(commands) {
    this.log = el("div", { class: "log", role: "log", "aria-live": "polite", "aria-label": t("log"), tabindex: "0" });
    this.typing = el("p", { class: "typing", hidden: true }, el("span", { class: "visually-hidden" }, t("typing")), el("i"), el("i"), el("i"));
    this.toast = el("p", { class: "toast", role: "status", hidden: true });
    this.newer = el("button", { type: "button", class: "newer", hidden: true, onclick: () => this.toEnd() }, icon("down"), t("newer"));
    this.invitation = el("div", { class: "invitation", hidden: true });
    this.replyKeyboard = el("div", { class: "reply-keyboard", role: "group", "aria-label": t("buttons"), hidden: true });
    this.blocked = el(
      "div", { class: "blocked", hidden: true },
      el("p", {}, t("blocked")),
      el("button", { type: "button", class: "primary", onclick: () => this.act("unblock") }, t("unblock")),
    );
    this.composer = new Composer({ act: (deed, fields) => this.act(deed, fields), upload: (deed, file) => this.upload(deed, file), commands });
    this.composer.element.addEventListener("keydown", (event) => this.composerKey(event));
    this.log.addEventListener("scroll", () => this.scrolled());
    new ResizeObserver(() => {
      if (this.following) this.toEnd();
    }).observe(this.log);
    this.log.addEventListener("keydown", (event) => this.logKey(event));
    this.log.addEventListener("focusout", () => this.markStops());
    this.element = el(
      "div", { class: "chat" },
      this.toast, this.log, this.typing, this.newer, this.invitation, this.blocked,
      this.composer.element, this.replyKeyboard,
    );
  }

  // ---- what happens ----

  showHistory(messages) {
    this.messages.clear();
    this.log.replaceChildren();
    for (const message of messages) this.append(message);
    this.changed();
    this.toEnd();
  }

  receive(event) {
    if (event.event === "message") this.add(event.message);
    if (event.event === "edited") this.replace(event.message);
    if (event.event === "deleted") this.remove(event.message_id);
    if (event.event === "typing") this.showTyping();
    if (event.event === "answer") this.showAnswer(event);
  }

  showPerson(person) {
    this.person = person;
    this.blocked.hidden = !person.blocked;
    this.showInvitation(person);
    this.showReplyKeyboard(person.keyboard);
    const silent = person.blocked || !person.begun;
    this.composer.element.hidden = silent;
    this.replyKeyboard.hidden ||= silent;
    if (this.opening && !silent) this.startWriting();
  }

  add(message) {
    if (this.messages.has(message.message_id)) return this.replace(message);
    const follow = this.following || !message.from.is_bot;
    this.append(message);
    this.changed();
    if (message.from.is_bot) this.hideTyping();
    if (follow) this.toEnd();
    else this.newer.hidden = false;
  }

  append(message) {
    const element = messageElement(message, this.context());
    this.messages.set(message.message_id, element);
    this.log.append(element);
  }

  replace(message) {
    const old = this.messages.get(message.message_id);
    if (!old) return this.add(message);
    const follow = this.following;
    const focused = old.contains(document.activeElement) ? document.activeElement.dataset.data : null;
    const element = messageElement(message, this.context());
    this.messages.set(message.message_id, element);
    old.replaceWith(element);
    this.changed();
    if (focused !== null) this.refocus(element, focused);
    if (follow) this.toEnd();
  }

  remove(id) {
    const element = this.messages.get(id);
    if (!element) return;
    if (element.contains(document.activeElement)) this.composer.focus();
    element.remove();
    this.messages.delete(id);
    this.changed();
  }

  // A pressed button may vanish with the edit that answers it: the keyboard user stays where the talk goes on.
  refocus(element, data) {
    const buttons = [...element.querySelectorAll(".inline-keyboard button")];
    const same = buttons.find((button) => button.dataset.data === data) ?? buttons[0];
    if (same) same.focus();
    else this.composer.focus();
  }

  showTyping() {
    this.typing.hidden = false;
    clearTimeout(this.typingEnd);
    this.typingEnd = setTimeout(() => this.hideTyping(), TYPING_SECONDS * 1000);
  }

  hideTyping() {
    clearTimeout(this.typingEnd);
    this.typing.hidden = true;
  }

  showAnswer({ message_id, data, text, show_alert }) {
    this.settle(message_id, data);
    if (!text) return;
    if (show_alert) return this.host.alert(text);
    this.toast.textContent = text;
    this.toast.hidden = false;
    clearTimeout(this.toastEnd);
    this.toastEnd = setTimeout(() => (this.toast.hidden = true), 4000);
  }

  showInvitation(person) {
    this.invitation.hidden = person.begun || person.blocked;
    if (this.invitation.hidden) return;
    const [words, address, label] = person.app === "zalo" ? this.codeInvitation(person) : this.linkInvitation(person);
    this.invitation.replaceChildren(
      icon("invitation"),
      el("p", {}, words),
      el("p", { class: "address" }, address),
      el("button", { type: "button", class: "primary", onclick: () => this.act("start") }, label),
      ...this.withoutCode(person),
    );
  }

  // Whoever has lost the link starts without it: the bot then offers to know them by their number.
  withoutCode({ app, start_code: code }) {
    if (app === "zalo" || !code) return [];
    return [el("button", { type: "button", class: "quiet", onclick: () => this.act("start", { without_code: true }) }, t("start.lost"))];
  }

  linkInvitation({ start_code: code }) {
    const address = `t.me/${this.bot.username}${code ? `?start=${code}` : ""}`;
    return [t(code ? "invited" : "not_begun"), address, t(code ? "start.link" : "start")];
  }

  // In Zalo no link carries a code: it is sent as the first message.
  codeInvitation({ start_code: code }) {
    return [t(code ? "invited.code" : "not_begun"), code ?? "", t(code ? "start.code" : "start.greeting")];
  }

  showReplyKeyboard(keyboard) {
    const rows = keyboard?.keyboard ?? [];
    this.replyKeyboard.hidden = !rows.length;
    this.composer.placeholder(keyboard?.input_field_placeholder);
    this.replyKeyboard.replaceChildren(
      ...rows.map((row) => el("div", { class: "row" }, ...row.map((button) => this.replyButton(button)))),
    );
    if (rows.length) arrowKeys(this.replyKeyboard);
    if (keyboard?.force_reply) this.composer.focus();
  }

  // ---- what the person does ----

  replyButton(button) {
    const tap = () => {
      if (button.request_contact) this.act("contact");
      else if (button.request_location) this.act("location");
      else this.act("text", { text: button.text });
    };
    return el("button", { type: "button", onclick: tap }, button.text);
  }

  context() {
    return {
      offset: this.host.offset(),
      fileUrl: (id) => this.transport.fileUrl(id),
      press: (message, button, element) => this.press(message, button, element),
      command: (text) => this.act("text", { text }),
      link: (url) => this.followLink(url),
      enlarge: (url, text) => this.host.enlarge(url, text),
    };
  }

  press(message, button, element) {
    element.setAttribute("aria-busy", "true");
    setTimeout(() => element.removeAttribute("aria-busy"), ANSWER_SECONDS * 1000);
    this.act("press", { message_id: message.message_id, data: button.callback_data });
  }

  settle(messageId, data) {
    for (const button of this.messages.get(messageId)?.querySelectorAll("[aria-busy]") ?? []) {
      if (button.dataset.data === data) button.removeAttribute("aria-busy");
    }
  }

  // A link to this very bot is opened in the chat, as the app does.
  followLink(url) {
    const own = new RegExp(`^https?://(?:t\\.me|telegram\\.me)/${this.bot.username}(?:\\?start=([\\w-]*))?$`, "i");
    const match = own.exec(url);
    if (match) this.act("start", match[1] ? { code: match[1] } : {});
    return Boolean(match);
  }

  async act(deed, fields = {}) {
    try {
      await this.transport.act(deed, fields);
      if (deed === "start" || deed === "unblock") this.startWriting();
      return true;
    } catch (error) {
      this.host.notice(error.message);
      return false;
    }
  }

  // To where the person goes on: the text field, or what opens the chat.
  focus() {
    if (this.composer.element.hidden) this.element.querySelector(".invitation, .blocked:not([hidden])").querySelector("button").focus();
    else this.composer.focus();
  }

  // What opened the chat is gone: the focus goes to the composer, at once or as soon as the chat is shown open.
  startWriting() {
    this.opening = this.composer.element.hidden;
    if (!this.opening) this.composer.focus();
  }

  async upload(deed, file) {
    try {
      await this.transport.upload(deed, file);
    } catch (error) {
      this.host.notice(error.message);
    }
  }

  // ---- where the eye is ----

  composerKey(event) {
    if (event.key !== "ArrowUp" || !this.composer.isEmpty() || event.target.tagName !== "TEXTAREA") return;
    const keyboards = this.log.querySelectorAll(".inline-keyboard");
    const last = keyboards[keyboards.length - 1]?.querySelector(PRESSED);
    if (!last) return;
    event.preventDefault();
    last.focus();
  }

  // From keyboard to keyboard, and to whatever else can be pressed; down from the newest to the composer.
  logKey(event) {
    if (event.key === "Escape") this.composer.focus();
    if (event.defaultPrevented || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
    const stops = [...this.log.querySelectorAll(PRESSED)];
    const group = document.activeElement.closest(".inline-keyboard");
    const here = stops.filter((stop) => stop === document.activeElement || (group && group.contains(stop)));
    if (!here.length) return; // the log itself scrolls
    event.preventDefault();
    if (event.key === "ArrowUp") stops[stops.indexOf(here[0]) - 1]?.focus();
    else (stops[stops.indexOf(here[here.length - 1]) + 1] ?? this.composer).focus();
  }

  changed() {
    this.markDays();
    this.markStops();
  }

  // Tab stops only at the newest message that has anything to press; the arrow keys reach the older ones.
  markStops() {
    let newest = null;
    for (const message of [...this.log.children].reverse()) {
      const stops = [...message.querySelectorAll(PRESSED)];
      if (!newest && stops.length) newest = message;
      for (const stop of stops) if (stop !== document.activeElement) stop.tabIndex = message === newest ? 0 : -1;
    }
    const keyboard = newest?.querySelector(".inline-keyboard");
    if (keyboard) arrowKeys(keyboard);
  }

  markDays() {
    let day = null;
    for (const element of this.log.children) {
      const label = element.firstElementChild;
      label.hidden = label.textContent === day;
      day = label.textContent;
    }
  }

  // Only going up stops the following: a keyboard that opens below moves the end away by itself.
  scrolled() {
    const up = this.log.scrollTop < this.lastTop;
    this.lastTop = this.log.scrollTop;
    if (this.atEnd()) {
      this.following = true;
      this.newer.hidden = true;
    } else if (up) {
      this.following = false;
    }
  }

  atEnd() {
    return this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < NEAR_END;
  }

  toEnd() {
    this.following = true;
    this.log.scrollTop = this.log.scrollHeight;
    this.newer.hidden = true;
  }
}
