/** The popup after a purchase: thanks first, then what both get, the own link and the ways to share it. */

import { heading, openDialog } from "./dialog.js";
import { base, element, fill, house, memory, settings } from "./house.js";
import { remember } from "./memory.js";
import { drawOffer } from "./offer.js";
import { drawShare } from "./share.js";
import { report } from "./wire.js";

const HOUR = 36e5;
const YEAR = 365 * 24 * HOUR;

export async function openPopup({ decision, me }) {
  const { texts, look } = settings;
  const tell = (kind) => report({ kind, surface: "popup", decision });
  const answer = (kind, text, close) => element("button", { class: "plain", click: () => close(kind) }, text);
  const draw = (close) => [
    look.picture && element("img", { class: "picture", src: base + look.picture, alt: true, loading: "lazy" }),
    element("p", { class: "thanks" }, me.name ? fill(texts.thanks, me) : texts.thanks_plain),
    heading(texts.headline),
    drawOffer(),
    drawShare(me, "popup", decision),
    element(
      "div",
      { class: "row" },
      answer("later", texts.later, close),
      answer("declined", texts.no_thanks, close),
    ),
  ];
  const opened = Date.now();
  const host = await openDialog("popup", draw, (how) => {
    if (memory.answered > opened) return;
    tell(how || "closed");
    keepAnswer(how);
  });
  // Answered in one tab is answered in all. Closing, and not removing, gives the focus back.
  addEventListener("storage", () => memory.answered > opened && host.shadowRoot.querySelector("dialog").close());
  setTimeout(tell, 0, "viewed");
}

/** Once is enough, unless the shopper asks to be reminded; whoever says no is left alone for a year. */
function keepAnswer(how) {
  const answered = Date.now();
  const ask = how === "later" ? answered + HOUR : undefined;
  const refused = how === "declined" && { quiet: answered + YEAR, closed: answered + YEAR };
  remember({ answered, proof: house.order, ask, ...refused });
  house.arrive();
}
