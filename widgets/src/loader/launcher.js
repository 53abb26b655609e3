/** The launcher: the small pill at the edge of every page that opens the panel. */

import { loadUi } from "./chunk.js";
import { element, icon } from "./element.js";
import css from "./launcher.css";
import { remember } from "./memory.js";
import { openRoot } from "./root.js";
import { safely } from "./safely.js";
import { report } from "./wire.js";

const GIFT = "M4 12v8h16v-8M3 8h18v4H3zM12 8v12M12 8Q5 8 7 5t5 3q3-6 5-3t-5 3";
const CROSS = "M6 6l12 12M18 6L6 18";

export function drawLauncher({ shop, lang, dir, look, texts }) {
  const open = async () => (await loadUi()).openPanel();
  const close = () => {
    remember({ closed: Date.now() });
    report({ kind: "closed", surface: "sticky" });
    root.host.remove();
  };
  const launcher = element(
    "aside",
    { lang, dir, class: look.side, "aria-label": shop },
    element(
      "button",
      { "aria-haspopup": "dialog", click: open, pointerenter: loadUi, focus: loadUi },
      icon(GIFT),
      texts.launcher,
    ),
    element("button", { "aria-label": texts.close, click: close }, icon(CROSS)),
  );
  const root = openRoot(look, css);
  root.append(launcher);
  const stepAside = safely(({ type, target }) => {
    launcher.classList.toggle(
      "aside",
      type === "focusin" && target !== root.host && covers(launcher, target),
    );
  });
  document.addEventListener("focusin", stepAside);
  document.addEventListener("focusout", stepAside);
}

/** Tell whether the launcher lies over an element; half a screen of element stays visible enough beside it. */
function covers(launcher, element) {
  const over = launcher.getBoundingClientRect();
  const under = element.getBoundingClientRect();
  return (
    under.height < innerHeight / 2 &&
    under.left < over.right &&
    under.right > over.left &&
    under.top < over.bottom &&
    under.bottom > over.top
  );
}
