/** The launcher: the small pill at the edge of every page that opens the panel. */

import { load, loadMore } from "./chunk.js";
import { element, icon } from "./element.js";
import css from "./launcher.css";
import { memory } from "./memory.js";
import { isPlace } from "./place.js";
import { openRoot } from "./root.js";
import { safely } from "./safely.js";
import { settings } from "./settings.js";
import { tag } from "./tag.js";

const GIFT = "M4 12v8h16v-8M3 8h18v4H3zM12 8v12M12 8Q5 8 7 5t5 3q3-6 5-3t-5 3";
const CROSS = "M6 6l12 12M18 6L6 18";
const CART = "button[id*=cart],button[class*=cart],[href*=checkout],[href*=cart],[name*=add]";

let host;

/** Draw the launcher where it belongs and nobody has closed it; take it away everywhere else. */
export function placeLauncher() {
  const wanted = settings.sticky && tag.dataset.sticky !== "off" && isPlace() && !(Date.now() < memory.closed);
  if (!wanted) host?.remove();
  else if (!host) drawLauncher();
  else if (!host.isConnected) document.documentElement.append(host);
}

function drawLauncher() {
  const { shop, lang, dir, look, texts } = settings;
  const open = async () => (await loadMore()).openPanel();
  const close = async () => {
    host.remove();
    (await load("ui")).closeLauncher();
  };
  const launcher = element(
    "aside",
    { lang, dir, class: look.side, "aria-label": shop },
    element(
      "button",
      { "aria-haspopup": "dialog", click: open, pointerenter: loadMore, focus: loadMore },
      icon(GIFT),
      tag.dataset.sticky || texts.launcher,
    ),
    element("button", { "aria-label": texts.close, click: close }, icon(CROSS)),
  );
  host = openRoot(launcher, css);
  watch(launcher);
}

/** Have the launcher step aside wherever it lies over what has the focus, or over the way to the cart. */
function watch(launcher) {
  const step = safely(() => {
    let covered = covers(launcher, document.activeElement);
    for (const control of document.querySelectorAll(CART)) covered = covered || covers(launcher, control);
    launcher.classList.toggle("aside", covered);
  });
  // After the next frame, when the page stands and measuring it is cheap.
  const look = () => requestAnimationFrame(() => setTimeout(step));
  for (const event of ["transitionend", "focusin", "focusout", "click", "scroll"]) addEventListener(event, look, true);
  look();
}

/** Tell whether the launcher lies over an element; half a screen of element stays visible enough beside it. */
function covers(launcher, element) {
  const over = launcher.getBoundingClientRect();
  const under = element.getBoundingClientRect();
  return (
    under.height < innerHeight / 2 &&
    Math.max(under.left, over.left) < Math.min(under.right, over.right) &&
    Math.max(under.top, over.top) < Math.min(under.bottom, over.bottom)
  );
}
