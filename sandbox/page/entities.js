// Text and its entities to nodes. Offsets count UTF-16 units, as JavaScript's strings do.

import { el } from "./dom.js";
import { t } from "./texts.js";

const TAGS = {
  bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code", pre: "pre",
  blockquote: "blockquote", expandable_blockquote: "blockquote",
};

const BLOCKS = new Set(["pre", "blockquote", "expandable_blockquote"]);

// actions: { command(text), link(url) -> true when handled }
export function formattedNodes(text, entities = [], actions = {}) {
  return nodes(text, 0, text.length, [...entities], actions);
}

// entities are sorted, outer ones before inner ones.
function nodes(text, from, to, entities, actions) {
  const built = [];
  let at = from;
  while (entities.length && entities[0].offset < to) {
    const entity = entities.shift();
    const end = Math.min(entity.offset + entity.length, to);
    if (entity.offset < at || end <= entity.offset) continue;
    if (entity.offset > at) built.push(text.slice(at, entity.offset));
    const inside = nodes(text, entity.offset, end, entities, actions);
    built.push(node(entity, inside, text.slice(entity.offset, end), actions));
    at = end;
    if (BLOCKS.has(entity.type) && text[at] === "\n") at += 1; // the block ends the line already
  }
  if (at < to) built.push(text.slice(at, to));
  return built;
}

function node(entity, inside, plain, actions) {
  if (entity.type === "text_link" || entity.type === "url") return link(entity.url ?? plain, inside, actions);
  if (entity.type === "spoiler") return spoiler(inside);
  if (entity.type === "bot_command") {
    return el("button", { type: "button", class: "command", onclick: () => actions.command?.(plain) }, ...inside);
  }
  return el(TAGS[entity.type] ?? "span", {}, ...inside);
}

function link(url, inside, actions) {
  if (!/^(https?|mailto|tel):/i.test(url)) return el("span", {}, ...inside);
  const follow = (event) => {
    if (actions.link?.(url)) event.preventDefault();
  };
  return el("a", { href: url, target: "_blank", rel: "noopener noreferrer", onclick: follow }, ...inside);
}

function spoiler(inside) {
  const hidden = el("span", { class: "spoiler", role: "button", tabindex: "0", "aria-label": t("spoiler") }, ...inside);
  const reveal = () => {
    hidden.classList.add("revealed");
    hidden.removeAttribute("aria-label");
  };
  hidden.addEventListener("click", reveal);
  hidden.addEventListener("keydown", (event) => {
    if (event.key === "Enter" || event.key === " ") reveal();
  });
  return hidden;
}
