/** Elements made one by one: no markup is ever parsed, so no value can become markup. */

import { safely } from "./safely.js";

/**
 * Make an element. A function in `traits` listens to the event of that name, `true` is a bare attribute, and what is
 * false or missing is left out, among the children too.
 */
export function element(name, traits, ...children) {
  const made = document.createElement(name);
  for (const trait of Object.keys(traits)) {
    const value = traits[trait];
    if (typeof value == "function") made.addEventListener(trait, safely(value));
    else if (value) made.setAttribute(trait, value === true ? "" : value);
  }
  for (const child of children) if (child) made.append(child);
  return made;
}

const SVG = "http://www.w3.org/2000/svg";

/** Make a line icon of 24 by 24 from one path; it only decorates. */
export function icon(path) {
  const drawing = document.createElementNS(SVG, "svg");
  const line = document.createElementNS(SVG, "path");
  drawing.setAttribute("viewBox", "0 0 24 24");
  drawing.setAttribute("aria-hidden", true);
  line.setAttribute("d", path);
  drawing.append(line);
  return drawing;
}
