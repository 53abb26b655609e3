/** Shadow roots: there our elements live, out of reach of the store's styles. */

import { element } from "./element.js";
import css from "./root.css";

function makeSheet(text) {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(text);
  return sheet;
}

/** Open a root with the shop's look and `styles` on `host`, by default a new element beside the page's body. */
export function openRoot(look, styles, host) {
  if (!host) document.documentElement.append((host = element("sathi-root", {})));
  const root = host.attachShadow({ mode: "open" });
  const tokens = `:host{--colour:${look.colour};--ink:${look.ink};--radius:${look.radius}px}`;
  root.adoptedStyleSheets = [makeSheet(tokens + css + styles)];
  return root;
}
