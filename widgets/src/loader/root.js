/** Shadow roots: there our elements live, out of reach of the store's styles. */

import { element } from "./element.js";
import css from "./root.css";
import { settings } from "./settings.js";

function makeSheet(text) {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(text);
  return sheet;
}

/**
 * Show `content` under the shop's look and `styles`, in a root on `host`, by default a new element beside the page's
 * body. The page lays itself out once, when all is in it.
 */
export function openRoot(content, styles, host = element("sathi-root", {})) {
  const root = host.attachShadow({ mode: "open" });
  const font = `:host{--font:${getComputedStyle(document.body).fontFamily}}`;
  root.adoptedStyleSheets = [makeSheet(settings.look.css + font + css + styles)];
  root.append(content);
  if (!host.isConnected) document.documentElement.append(host);
  return host;
}
