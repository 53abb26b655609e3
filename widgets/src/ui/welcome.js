/** What a visitor meets: the shop's welcome, and a field for the code of the friend who sent them. */

import { base, element, settings } from "./house.js";

export function drawWelcome() {
  const { texts, join_link } = settings;
  const open = (event) => {
    event.preventDefault();
    const code = field.value.trim();
    if (code) location.assign(base + join_link + encodeURIComponent(code));
  };
  const field = element("input", {
    id: "code",
    placeholder: texts.who_sent_hint,
    autocomplete: "off",
    required: true,
  });
  return element(
    "form",
    { submit: open },
    texts.welcome && element("p", { class: "ticket" }, texts.welcome),
    element("label", { for: "code" }, texts.who_sent),
    element("div", { class: "link" }, field, element("button", {}, texts.who_sent_go)),
  );
}
