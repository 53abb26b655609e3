/** What both get: the friend's side and the advocate's side. */

import { element, settings } from "./house.js";

export function drawOffer() {
  const { friend_gets, you_get } = settings.texts;
  return element("ul", { class: "offer" }, element("li", {}, friend_gets), element("li", {}, you_get));
}
