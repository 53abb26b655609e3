/** The panel behind the launcher; it speaks to who is there. */

import { heading, openDialog } from "./dialog.js";
import { drawHelp } from "./help.js";
import { base, element, house, meet, report } from "./house.js";
import { drawInvitation } from "./invitation.js";
import { drawOffer } from "./offer.js";
import { drawWelcome } from "./welcome.js";

let opening;

/** Open the panel once, however often the launcher is pressed until it is there. */
export const openPanel = () => (opening = opening || open().finally(() => (opening = undefined)));

async function open() {
  const { texts, page, look } = house.settings;
  const me = await meet();
  const titles = { visitor: texts.visitor_headline, buyer: texts.join_lead, advocate: texts.headline };
  const visitor = me.state === "visitor";
  report({ kind: "opened", surface: "sticky" });
  return openDialog("panel " + look.side, () => [
    heading(titles[me.state]),
    visitor ? drawWelcome() : drawOffer(),
    !visitor && drawInvitation(me, "sticky"),
    element("a", { class: "plain", href: base + page }, texts.how),
    drawHelp(),
  ]);
}
