/** The panel behind the launcher; it speaks to who is there. */

import { drawHelp } from "./help.js";
import { base, element, house } from "./house.js";
import { drawInvitation } from "./invitation.js";
import ladder from "./ladder.css";
import { meet } from "./member.js";
import { getMore } from "./more.js";
import css from "./panel.css";
import { drawWelcome } from "./welcome.js";

let opening;

/** Open the panel once, however often the launcher is pressed until it is there. */
export const openPanel = () => (opening = opening || open().finally(() => (opening = undefined)));

async function open() {
  const { drawOffer, heading, openDialog, report } = house.ui;
  const [me, { texts, page, look }] = await Promise.all([meet(), getMore()]);
  const titles = { visitor: texts.visitor_headline, buyer: texts.join_lead, advocate: texts.headline };
  const visitor = me.state === "visitor";
  report({ kind: "opened", surface: "sticky" });
  const draw = () => [
    heading(titles[me.state]),
    visitor ? drawWelcome() : drawOffer(),
    !visitor && drawInvitation(me, "sticky"),
    element("a", { class: "plain", href: base + page }, texts.how),
    drawHelp(),
  ];
  return openDialog("panel " + look.side, draw, undefined, ladder + css);
}
