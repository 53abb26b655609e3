/** Where a shopper finds a person: phone, e-mail, chat, as far as the shop has set them. */

import { element, icon, settings } from "./house.js";

const PHONE = "M5 4h4l2 5-2 1.5q1.5 3 4.5 4.5L15 13l5 2v4q-1 1-2 1Q5 19 4 6q0-1 1-2z";
const LETTER = "M3 6h18v12H3zM3 7l9 6 9-6";
const BUBBLE = "M4 5h16v11H9l-5 4z";

export function drawHelp() {
  const { help, texts } = settings;
  const { phone, email, chat } = help || {};
  const link = (scheme, to, path, text) =>
    element("a", { class: "plain", href: scheme + to, title: to }, icon(path), text);
  return (
    (phone || email || chat) &&
    element(
      "section",
      {},
      element("h3", {}, texts.help),
      element(
        "div",
        { class: "row" },
        phone && link("tel:", phone, PHONE, texts.call),
        email && link("mailto:", email, LETTER, texts.write),
        chat && link("", chat, BUBBLE, texts.chat),
      ),
    )
  );
}
