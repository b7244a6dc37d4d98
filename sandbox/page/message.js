// One message as an element: bubble, media, inline keyboard.

import { writtenDay, writtenTime } from "./dates.js";
import { arrowKeys, el } from "./dom.js";
import { formattedNodes } from "./entities.js";
import { icon } from "./icons.js";
import { t } from "./texts.js";

// context: { offset, fileUrl(id), press(message, button), command(text), link(url), enlarge(url, text) }
export function messageElement(message, context) {
  const fromBot = message.from.is_bot;
  const footer = el(
    "footer", {},
    message.edit_date ? el("span", {}, t("edited")) : null,
    el("time", {}, writtenTime(message.date, context.offset)),
  );
  const bubble = el(
    "div", { class: bubbleClass(message) },
    el("span", { class: "visually-hidden" }, t(fromBot ? "from.bot" : "from.person")),
    quote(message.reply_to_message),
    ...media(message, context),
    words(message.text, message.entities, context),
    words(message.caption, message.caption_entities, context),
    footer,
  );
  return el(
    "article",
    { class: `message ${fromBot ? "from-bot" : "from-person"}`, "data-id": message.message_id },
    el("p", { class: "day" }, writtenDay(message.date, context.offset)),
    bubble,
    inlineKeyboard(message, context),
  );
}

function bubbleClass(message) {
  if (message.sticker) return "bubble bare";
  return message.photo ? "bubble with-picture" : "bubble";
}

function words(text, entities, context) {
  return text ? el("div", { class: "words" }, ...formattedNodes(text, entities, context)) : null;
}

function quote(answered) {
  if (!answered) return null;
  return el("p", { class: "quote" }, (answered.text ?? answered.caption ?? "…").slice(0, 120));
}

function media(message, context) {
  const parts = [];
  if (message.photo) parts.push(picture(message, context));
  if (message.document) parts.push(documentTile(message.document, context));
  if (message.voice) parts.push(voiceTile(message.voice));
  if (message.sticker) parts.push(el("p", { class: "sticker" }, message.sticker.emoji));
  if (message.location) parts.push(tile("location", t("location"), coordinates(message.location)));
  if (message.contact) parts.push(tile("contact", message.contact.first_name, message.contact.phone_number));
  return parts;
}

function picture(message, context) {
  const size = message.photo[message.photo.length - 1];
  const url = context.fileUrl(size.file_id);
  const text = message.caption ?? t("picture");
  const image = el("img", { src: url, alt: text, width: size.width, height: size.height });
  return el(
    "button",
    { type: "button", class: "enlarge", "aria-label": t("picture.enlarge"), onclick: () => context.enlarge(url, text) },
    image,
  );
}

function documentTile(file, context) {
  const facts = [extension(file.file_name), writtenSize(file.file_size)].filter(Boolean).join(" · ");
  return el(
    "a",
    { class: "tile", href: context.fileUrl(file.file_id), download: file.file_name, "aria-label": t("download", { name: file.file_name }) },
    el("span", { class: "tile-icon" }, icon("download")),
    el("span", { class: "tile-text" }, el("strong", {}, file.file_name), el("small", {}, facts)),
  );
}

function voiceTile(voice) {
  const length = `0:${String(voice.duration).padStart(2, "0")}`;
  return el(
    "div", { class: "tile voice" },
    el("span", { class: "tile-icon" }, icon("play")),
    el("span", { class: "tile-text" }, el("span", { class: "wave", "aria-hidden": "true" }), el("small", {}, `${t("voice")} · ${length}`)),
  );
}

function tile(sign, title, detail) {
  return el(
    "div", { class: "tile" },
    el("span", { class: "tile-icon" }, icon(sign)),
    el("span", { class: "tile-text" }, el("strong", {}, title), el("small", {}, detail)),
  );
}

function coordinates({ latitude, longitude }) {
  return `${latitude.toFixed(4)}, ${longitude.toFixed(4)}`;
}

function extension(name) {
  return name.includes(".") ? name.split(".").pop().toUpperCase() : "";
}

function writtenSize(bytes) {
  if (bytes < 1024) return `${bytes} B`;
  const [size, unit] = bytes < 1024 ** 2 ? [bytes / 1024, "kB"] : [bytes / 1024 ** 2, "MB"];
  return `${new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 1 }).format(size)} ${unit}`;
}

function inlineKeyboard(message, context) {
  const rows = message.reply_markup?.inline_keyboard;
  if (!rows?.length) return null;
  const keyboard = el(
    "div", { class: "inline-keyboard", role: "group", "aria-label": t("buttons") },
    ...rows.map((row) => el("div", { class: "row" }, ...row.map((button) => inlineButton(message, button, context)))),
  );
  arrowKeys(keyboard);
  return keyboard;
}

function inlineButton(message, button, context) {
  if (button.url) {
    const follow = (event) => {
      if (context.link(button.url)) event.preventDefault();
    };
    return el("a", { href: button.url, target: "_blank", rel: "noopener noreferrer", onclick: follow }, `${button.text} ↗`);
  }
  return el(
    "button",
    { type: "button", "data-data": button.callback_data, onclick: (event) => context.press(message, button, event.currentTarget) },
    button.text,
  );
}
