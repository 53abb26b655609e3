/** The own link and the ways to share it, with the progress; a buyer who has not joined is asked to. */

import { element, house, join } from "./house.js";
import { drawProgress } from "./ladder.js";
import { drawShare } from "./share.js";

export function drawInvitation(me, surface, decision) {
  const popup = surface === "popup";
  const sharing = popup || me.state === "advocate";
  const accept = async () => {
    const joined = drawInvitation(await join(), surface, decision);
    invitation.replaceWith(joined);
    joined.querySelector("input").focus();
  };
  const invitation = element(
    "div",
    { class: "invitation" },
    sharing
      ? drawShare(me, surface, decision)
      : element("button", { class: "wide", click: accept }, house.settings.texts.join),
    !popup && drawProgress(me),
  );
  return invitation;
}
