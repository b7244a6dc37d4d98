// The page's sentences: fetched once from the catalogue, asked for by name.

let sentences = {};

export async function loadTexts(language) {
  const answer = await fetch(`/api/texts?lang=${encodeURIComponent(language)}`);
  sentences = await answer.json();
}

// t("unread", { count: 3 }): a name that the catalogue lacks is a mistake, not an empty label.
export function t(name, values = {}) {
  if (!(name in sentences)) throw new Error(`no text named ${name}`);
  return sentences[name].replace(/\{(\w+)\}/g, (whole, key) => (key in values ? String(values[key]) : whole));
}

// Fills what index.html marks with data-text (content) and data-label (accessible name).
export function fillTexts(root) {
  for (const element of root.querySelectorAll("[data-text]")) element.textContent = t(element.dataset.text);
  for (const element of root.querySelectorAll("[data-label]")) {
    element.setAttribute("aria-label", t(element.dataset.label));
  }
}
