// The page's pictograms, drawn here: fonts differ too much from phone to phone.

const SVG = "http://www.w3.org/2000/svg";

const PATHS = {
  attach: "M19 11.5 12.2 18.300a4.2 4.2 0 0 1-6-6l7.3-7.300a2.8 2.8 0 0 1 4 4l-7.3 7.300a1.4 1.4 0 0 1-2-2l6.6-6.6",
  send: "M4.5 12 20 4.5 15.5 20l-3.2-6.300z M12.3 13.7 20 4.5",
  close: "M6 6l12 12 M18 6 6 18",
  download: "M12 4v11 M7.5 11 12 15.5 16.5 11 M5 19.500h14",
  play: "M8.5 5.500v13l10-6.500z",
  photo: "M4 6.500h16v12H4z M4 16l4.5-4.5 3.5 3.5 2.5-2.500L20 17.5 M15.5 9.800h.01",
  file: "M7 3.500h7l4 4v13H7z M13.5 4v4H18",
  voice: "M12 4a2.5 2.5 0 0 1 2.5 2.500v5a2.5 2.5 0 0 1-5 0v-5A2.5 2.5 0 0 1 12 4z M6.5 11.500a5.5 5.5 0 0 0 11 0 M12 17v3",
  location: "M12 20.500s6-5.6 6-10.200a6 6 0 0 0-12 0c0 4.6 6 10.2 6 10.200z M12 8.500a2 2 0 1 1 0 4 2 2 0 0 1 0-4z",
  contact: "M12 5a3.5 3.5 0 1 1 0 7 3.5 3.5 0 0 1 0-7z M5.5 20c.6-3.8 3-5.5 6.5-5.500s5.9 1.7 6.5 5.5",
  people: "M9 6a3 3 0 1 1 0 6 3 3 0 0 1 0-6z M3.5 19c.5-3.3 2.5-5 5.5-5s5 1.7 5.5 5 M16 6.500a2.7 2.7 0 0 1 0 5.2 M17 14.300c2 .6 3.2 2.2 3.5 4.7",
  invitation: "M4 6.500h16v11.500H4z M4.5 7l7.5 6 7.5-6",
  blocked: "M12 4a8 8 0 1 1 0 16 8 8 0 0 1 0-16z M6.5 6.500l11 11",
  done: "M5 12.500l4.500 4.500L19 7.500",
  down: "M12 5v13 M6.5 12.5 12 18l5.5-5.5",
};

export function icon(name, { label } = {}) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", `icon icon-${name}`);
  if (label) {
    svg.setAttribute("role", "img");
    svg.setAttribute("aria-label", label);
  } else {
    svg.setAttribute("aria-hidden", "true");
  }
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}
