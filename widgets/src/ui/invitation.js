/** The own link and the ways to share it, with the progress; a buyer who has not joined is asked to. */

import { element, house, settings } from "./house.js";
import { drawProgress } from "./ladder.js";

export function drawInvitation(me, surface) {
  const accept = async () => {
    const advocate = await house.ui.join();
    if (!advocate.link) return;
    const joined = drawInvitation(advocate, surface);
    invitation.replaceWith(joined);
    joined.querySelector("input").focus();
  };
  const invitation = element(
    "div",
    { class: "invitation" },
    me.state === "advocate"
      ? house.ui.drawShare(me, surface)
      : element("button", { class: "wide", click: accept }, settings.texts.join),
    drawProgress(me),
  );
  return invitation;
}
