/** The popup after a purchase: thanks first, then what both get, the own link and the ways to share it. */

import { heading, openDialog } from "./dialog.js";
import { base, element, fill, house, remember, report } from "./house.js";
import { drawInvitation } from "./invitation.js";
import { drawOffer } from "./offer.js";

const HOUR = 36e5;

export async function openPopup({ decision, me }) {
  const { texts, look } = house.settings;
  const tell = (kind) => report({ kind, surface: "popup", decision });
  const answer = (kind, text, close) => element("button", { class: "plain", click: () => close(kind) }, text);
  const draw = (close) => [
    look.picture && element("img", { class: "picture", src: base + look.picture, alt: "", loading: "lazy" }),
    element("p", { class: "thanks" }, me.name ? fill(texts.thanks, me) : texts.thanks_plain),
    heading(texts.headline),
    drawOffer(),
    drawInvitation(me, "popup", decision),
    element(
      "div",
      { class: "row" },
      answer("later", texts.later, close),
      answer("declined", texts.no_thanks, close),
    ),
  ];
  // Once is enough, unless the shopper asks to be reminded.
  remember({ ask: undefined });
  await openDialog("popup", draw, (how) => {
    tell(how || "closed");
    if (how === "later") remember({ ask: Date.now() + HOUR });
  });
  tell("viewed");
}
