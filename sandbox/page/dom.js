// Building elements: text is always set as text, never read as markup.

// el("button", { class: "x", onclick: f, "aria-label": "…" }, child, "text", …)
export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

const grouped = new WeakSet();

// Arrow keys move among the buttons of a group; one of them stands in the Tab order. Called again when they change.
export function arrowKeys(group) {
  const buttons = () => [...group.querySelectorAll("button, a[href]")];
  const stand = (chosen) => buttons().forEach((button) => (button.tabIndex = button === chosen ? 0 : -1));
  stand(buttons().find((button) => button === document.activeElement) ?? buttons()[0]);
  if (grouped.has(group)) return;
  grouped.add(group);
  group.addEventListener("focusin", (event) => {
    if (buttons().includes(event.target)) stand(event.target);
  });
  group.addEventListener("keydown", (event) => {
    const target = neighbour(buttons(), document.activeElement, event.key);
    if (!target) return;
    event.preventDefault();
    target.focus();
  });
}

function neighbour(buttons, current, key) {
  const at = buttons.indexOf(current);
  if (at < 0) return null;
  if (key === "Home") return buttons[0];
  if (key === "End") return buttons[buttons.length - 1];
  if (key === "ArrowRight") return buttons[(at + 1) % buttons.length];
  if (key === "ArrowLeft") return buttons[(at - 1 + buttons.length) % buttons.length];
  if (key !== "ArrowUp" && key !== "ArrowDown") return null;
  return nearestRow(buttons, current, key === "ArrowDown");
}

// The button of the next row up or down that lies closest below or above.
function nearestRow(buttons, current, down) {
  const from = current.getBoundingClientRect();
  const middle = (box) => box.left + box.width / 2;
  const candidates = buttons
    .map((button) => ({ button, box: button.getBoundingClientRect() }))
    .filter(({ box }) => (down ? box.top > from.top + 2 : box.top < from.top - 2));
  candidates.sort((a, b) => {
    const row = down ? a.box.top - b.box.top : b.box.top - a.box.top;
    return row || Math.abs(middle(a.box) - middle(from)) - Math.abs(middle(b.box) - middle(from));
  });
  return candidates[0]?.button ?? null;
}
