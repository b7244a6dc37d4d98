// The page: the people, the phones that are open, the clock, and the live feed that moves them.

import { Chat } from "./chat.js";
import { Clock } from "./clock.js";
import { arrowKeys, el } from "./dom.js";
import { icon } from "./icons.js";
import * as server from "./server.js";
import { Standings } from "./standings.js";
import { fillTexts, loadTexts, t } from "./texts.js";

const OPEN_PHONES = "baocao.phones";
const HINT_READ = "baocao.hint";
const byId = (id) => document.getElementById(id);

const people = new Map(); // id -> person, as the server tells
const phones = new Map(); // id -> { element, chat }
const unread = new Map(); // id -> number of messages not yet seen
const narrow = matchMedia("(max-width: 719px)");
const standings = new Standings(drawList);
let clock;
let bot;
let commands = [];
let front = null; // the phone shown where there is room for one only

// ---- notices and dialogs ----

let noticeEnd;
function notice(text) {
  byId("notice").textContent = text;
  byId("notice").classList.add("shown");
  clearTimeout(noticeEnd);
  noticeEnd = setTimeout(() => byId("notice").classList.remove("shown"), 4000);
}

function alertPerson(person, text) {
  byId("alert-person").textContent = person.first_name;
  byId("alert-text").textContent = text;
  byId("alert").showModal();
}

function enlarge(url, text) {
  const image = byId("picture").querySelector("img");
  image.src = url;
  image.alt = text;
  byId("picture").showModal();
}

// ---- phones ----

function initials(name) {
  return name.split(/\s+/).slice(-2).map((word) => word[0]).join("").toUpperCase();
}

function avatar(person) {
  return el("span", { class: `avatar hue-${person.id % 6}`, "aria-hidden": "true" }, initials(person.first_name));
}

// Zalo knows no list of commands; a chat may have one of its own.
function commandsOf(person) {
  return person.app === "telegram" ? (person.commands ?? commands) : [];
}

// Only the less usual app is named: most phones on the page are Telegram's.
function appMark(person) {
  return person.app === "zalo" ? el("span", { class: "app zalo" }, "Zalo") : null;
}

function openPhone(id, { focus = true } = {}) {
  if (!phones.has(id)) addPhone(people.get(id));
  show(id);
  remember();
  if (focus) {
    phones.get(id).element.scrollIntoView({ behavior: "smooth", inline: "nearest", block: "nearest" });
    phones.get(id).chat.focus();
  }
}

function addPhone(person) {
  const host = { offset: () => clock.offset(), notice, alert: (text) => alertPerson(person, text), enlarge };
  const chat = new Chat({ transport: server.transport(person.id), host, bot, commands: commandsOf(person) });
  const block = el("button", { type: "button", class: "quiet block", onclick: () => chat.act("block") }, t("block"));
  const close = el(
    "button",
    { type: "button", class: "icon-button", "aria-label": t("phone.close", { name: person.first_name }), title: t("close"), onclick: () => closePhone(person.id) },
    icon("close"),
  );
  const element = el(
    "section", { class: `phone ${person.app}`, "aria-label": t("phone", { name: person.first_name }), "data-person": person.id },
    el(
      "header", {},
      avatar(person),
      el("div", { class: "who" }, el("h2", {}, person.first_name), el("p", {}, person.role_title)),
      appMark(person), block, close,
    ),
    chat.element,
  );
  phones.set(person.id, { element, chat, block });
  byId("phones").append(element);
  showPerson(person);
  loadHistory(person.id);
}

function closePhone(id) {
  phones.get(id).element.remove();
  phones.delete(id);
  if (front === id) front = phones.keys().next().value ?? null;
  remember();
  draw();
}

const loadHistory = (id) => holding(async () => phones.get(id)?.chat.showHistory(await server.history(id)));

function show(id) {
  front = id;
  draw();
}

function isSeen(id) {
  return phones.has(id) && (!narrow.matches || front === id);
}

function remember() {
  sessionStorage.setItem(OPEN_PHONES, JSON.stringify([...phones.keys()]));
}

function remembered(proposed) {
  const known = JSON.parse(sessionStorage.getItem(OPEN_PHONES) ?? "null") ?? proposed;
  return known.filter((id) => people.has(id));
}

// ---- lists and tabs ----

function draw() {
  for (const id of phones.keys()) if (isSeen(id)) unread.delete(id);
  for (const [id, phone] of phones) phone.element.classList.toggle("front", id === front);
  drawList();
  drawTabs();
  byId("phones").classList.toggle("empty", phones.size === 0);
  byId("phones").dataset.hint = t("phones.none");
  const waiting = [...unread.values()].reduce((sum, count) => sum + count, 0);
  document.title = waiting ? `(${waiting}) ${t("title")}` : t("title");
}

function badge(id) {
  const count = unread.get(id);
  if (!count) return null;
  return el("span", { class: "badge", "aria-label": t("unread", { count }) }, String(count));
}

function keepFocus(container, redraw) {
  const key = container.contains(document.activeElement) ? document.activeElement.dataset.key : undefined;
  redraw();
  if (key) container.querySelector(`[data-key="${key}"]`)?.focus();
}

function drawList() {
  keepFocus(byId("list"), () => byId("list").replaceChildren(...[...people.values()].map(listItem)));
  arrowKeys(byId("list"));
  byId("submitted").textContent = standings.summary();
}

function listItem(person) {
  return el(
    "li", {},
    el(
      "button",
      { type: "button", "data-key": person.id, "aria-pressed": String(phones.has(person.id)), onclick: () => openPhone(person.id) },
      avatar(person),
      el(
        "span", { class: "who" },
        el("strong", {}, person.first_name), el("small", {}, person.role_title),
        el("span", { class: "marks" }, appMark(person), standings.mark(person.id)),
      ),
      state(person), badge(person.id),
    ),
  );
}

function state(person) {
  if (person.blocked) return icon("blocked", { label: t("state.blocked") });
  return person.begun ? null : icon("invitation", { label: t("state.invited") });
}

function drawTabs() {
  const everyone = el(
    "button", { type: "button", class: "everyone", "aria-label": t("people"), "data-key": "everyone", "aria-expanded": String(document.body.classList.contains("choosing")), onclick: chooseToggle },
    icon("people"), el("span", {}, t("people")),
  );
  const tabs = [...phones.keys()].map((id) =>
    el(
      "button",
      { type: "button", role: "tab", "data-key": id, "aria-selected": String(id === front), onclick: () => { choosing(false); openPhone(id, { focus: false }); } },
      people.get(id).first_name, badge(id),
    ),
  );
  keepFocus(byId("tabs"), () => byId("tabs").replaceChildren(el("div", { class: "tab-row", role: "tablist" }, ...tabs), everyone));
  byId("tabs").querySelector("[aria-selected='true']")?.scrollIntoView({ inline: "nearest", block: "nearest" });
}

function chooseToggle() {
  choosing(!document.body.classList.contains("choosing"));
}

function choosing(on) {
  document.body.classList.toggle("choosing", on);
  drawTabs();
}

// ---- what the server tells ----

// While a state is fetched, events wait: one that came first would be overwritten by the older state.
let holds = 0;
const backlog = [];

async function holding(fetching) {
  holds += 1;
  try {
    await fetching();
  } catch (error) {
    notice(error.message);
  }
  holds -= 1;
  if (!holds) backlog.splice(0).forEach(take);
}

function receive(event) {
  if (holds) backlog.push(event);
  else take(event);
}

function showPerson(person) {
  people.set(person.id, person);
  const phone = phones.get(person.id);
  if (!phone) return;
  phone.chat.showPerson(person);
  phone.chat.composer.showCommands(commandsOf(person));
  phone.block.hidden = person.blocked || !person.begun;
}

function take(event) {
  if (event.event === "clock") clock.show(event.clock);
  else if (event.event === "commands") {
    commands = event.commands;
    for (const [id, { chat }] of phones) chat.composer.showCommands(commandsOf(people.get(id)));
  } else if (event.event === "person") {
    showPerson(event.person);
    draw();
  } else {
    phones.get(event.person)?.chat.receive(event);
    standings.stir();
    if (event.event === "message" && event.message.from.is_bot && !isSeen(event.person)) {
      unread.set(event.person, (unread.get(event.person) ?? 0) + 1);
      draw();
    }
  }
}

function showConnection(name) {
  byId("connection").replaceChildren(el("span", {}, t(`connection.${name}`)));
  byId("connection").dataset.state = name;
}

async function refresh() {
  const [known, time] = await Promise.all([server.people(), server.clock()]);
  bot = known.bot;
  commands = known.commands;
  clock.show(time);
  for (const person of known.people) showPerson(person);
  standings.ask();
  if (!phones.size) for (const id of remembered(known.shown)) addPhone(people.get(id));
  else for (const id of phones.keys()) loadHistory(id);
  if (front === null) front = phones.keys().next().value ?? null;
  draw();
  showConnection("open");
}

// ---- beginning ----

// From the first stop of the Tab key to the phone, past the clock and the list.
function skip(event) {
  event.preventDefault();
  phones.get(front)?.chat.focus();
}

function showHint() {
  byId("hint").hidden = sessionStorage.getItem(HINT_READ) !== null;
  byId("hint-close").append(icon("close"));
  byId("hint-close").addEventListener("click", () => {
    sessionStorage.setItem(HINT_READ, "1");
    byId("hint").hidden = true;
    phones.get(front)?.chat.focus();
  });
}

function languageLink(language) {
  const link = byId("language");
  link.href = language === "vi" ? "?lang=en" : "?lang=vi";
  link.hreflang = link.lang = language === "vi" ? "en" : "vi";
}

async function begin() {
  const language = new URLSearchParams(location.search).get("lang") === "en" ? "en" : "vi";
  document.documentElement.lang = language;
  await loadTexts(language);
  fillTexts(document);
  byId("picture-close").append(icon("close"));
  languageLink(language);
  showHint();
  byId("skip").addEventListener("click", skip);
  document.body.hidden = false;
  clock = new Clock(byId("now"), byId("jumps"), notice);
  showConnection("opening");
  narrow.addEventListener("change", draw);
  byId("people").addEventListener("click", () => choosing(false));
  addEventListener("keydown", (event) => {
    if (event.key === "Escape") choosing(false);
  });
  byId("picture").addEventListener("click", () => byId("picture").close());
  server.live({
    onOpen: () => holding(refresh),
    onEvent: receive,
    onClose: () => showConnection("lost"),
  });
}

begin();
