/** Tell Sathi what the shopper did. A report that does not arrive is lost, and nobody is troubled by it. */

import { bodyOf } from "./ask.js";
import { post } from "./wire.js";

const said = new Set();

/** Report one thing that happened to a decision's surface, once: its id is made of what it says. */
export function report(decision, kind, channel) {
  const id = `${decision}-${channel || kind}`;
  if (said.has(id) || isDenied()) return;
  said.add(id);
  post("e", { events: [{ id, kind, surface: "thank_you", channel, decision }] }).catch(() => {});
}

/** Make the buyer of this order an advocate. */
export const join = (order) => post("j", bodyOf(order)).catch(() => {});

/** Whether the shopper told the store not to count what they do. */
const isDenied = () => shopify.customerPrivacy.value.visitorConsent.analytics === false;
