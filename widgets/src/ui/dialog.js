/** The dialog that popup and panel share: a bottom sheet on phones, a card on larger screens. */

import css from "./dialog.css";
import { element, house, icon, openRoot, settings } from "./house.js";
import { styles } from "./styles.js";

const CROSS = "M6 6l12 12M18 6L6 18";

const nextTask = () => new Promise((resolve) => setTimeout(resolve));

/** Make the heading that names a dialog and first has the focus. */
export const heading = (text) => element("h2", { id: "title", tabindex: -1 }, text);

/**
 * Open a modal dialog.
 *
 * `draw(close)` gives its content, a heading among it. `closed(how)` hears what the content said to `close`; nothing,
 * when the shopper pressed Escape, the cross or the page around it.
 */
export async function openDialog(kind, draw, closed, more = "") {
  let answer;
  let pressed;
  const close = (how) => {
    answer = how;
    dialog.close();
  };
  const { lang, dir, texts } = settings;
  const finish = () => {
    host.remove();
    closed?.(answer);
  };
  const dialog = element(
    "dialog",
    {
      lang,
      dir,
      class: kind,
      "aria-labelledby": "title",
      close: finish,
      pointerdown: ({ target }) => (pressed = target),
      // Marking text may end beside the dialog, but did not begin there.
      click: ({ target }) => target === dialog && pressed === dialog && close(),
    },
    element("button", { class: "plain cross", "aria-label": texts.close, click: () => close() }, icon(CROSS)),
    element("div", { class: "sheet" }, ...draw(close)),
  );
  const host = openRoot(dialog, styles + css + more);
  // Drawing and opening in one task would make it a long one on a slow phone.
  await nextTask();
  // Said earlier, it would take the focus for the page, which browsers refuse in some frames, aloud.
  dialog.querySelector("h2").autofocus = true;
  dialog.showModal();
  return (house.open = host);
}
