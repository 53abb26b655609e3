/** What both get: the friend's side and the advocate's side. */

import { element, house } from "./house.js";

export function drawOffer() {
  const { friend_gets, you_get } = house.settings.texts;
  return element("ul", { class: "offer" }, element("li", {}, friend_gets), element("li", {}, you_get));
}
