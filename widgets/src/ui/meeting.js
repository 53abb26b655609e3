/** Meeting a buyer: ask Sathi about the order, wait for a good moment, open the popup once. */

import { adopt, house, memory, settings } from "./house.js";
import { forgetPending, remember } from "./memory.js";
import { openPopup } from "./popup.js";
import { post } from "./wire.js";

const SECOND = 1000;

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Meet the buyer of an order; `thanked` where the page itself thanks for it, and the buyer is likely to wait. */
export async function meetBuyer(order, thanked) {
  const since = Date.now();
  const { pathname, search, hash } = location;
  const way = search.replace(/[?&]sathi-order=[\w.-]+/, "");
  // Whoever shares this page's address must not share the order's key.
  if (way !== search) history.replaceState(history.state, "", pathname + way.replace(/^&/, "?") + hash);
  const answer = await awaitDecision(order, thanked);
  if (!answer) return;
  adopt(answer);
  if (thanked) await pause(settings.delay);
  while (isTaken()) await pause(SECOND);
  house.recall();
  if (!house.isPlace()) return (house.order = undefined);
  forgetPending();
  if (!(memory.answered > since)) await openPopup(answer);
}

/**
 * Give the answer when the popup is to be shown, and nothing when it is not.
 *
 * The order may reach Sathi after the shopper reaches the page: then ask again for a minute, in steps of at most a
 * second while the shopper is likely to be waiting. A later page asks once.
 */
async function awaitDecision(order, thanked) {
  const started = Date.now();
  for (let step = SECOND / 4; ; step *= 2) {
    // A gateway that answers for Sathi says nothing that can be read.
    const { state, again_at_ms, ...answer } = (await post("d", { order }).catch(() => 0)) || {};
    if (state === "show") return answer;
    if (state === "hold") return settle(order, again_at_ms);
    const waited = Date.now() - started;
    if (!thanked || waited > 55 * SECOND) return;
    await pause(waited < 10 * SECOND ? Math.min(step, SECOND) : 5 * SECOND);
  }
}

/** The order has its answer: not now. When to ask again is kept only where the shopper closed something before. */
function settle(proof, ask) {
  forgetPending();
  if (ask && memory.answered) remember({ proof, ask });
}

const OTHERS = "dialog[open],[role=dialog],[aria-modal=true],:focus:read-write";

/** Tell whether the shopper is away, is writing, or has another dialog before them: one thing at a time. */
function isTaken() {
  let taken = document.hidden || house.open?.isConnected;
  for (const one of document.querySelectorAll(OTHERS))
    taken = taken || (one.value !== "" && !one.closest("[aria-hidden=true],[inert]") && isSeen(one));
  return taken;
}

/** Drawers wait beside the screen, and what holds a dialog may have no size of its own. */
function isSeen(one) {
  let seen = isOnScreen(one);
  for (const part of one.querySelectorAll("*")) seen = seen || isOnScreen(part);
  return seen;
}

function isOnScreen(one) {
  const { left, right, top, bottom } = one.getBoundingClientRect();
  const lies = Math.max(left, 0) < Math.min(right, innerWidth) && Math.max(top, 0) < Math.min(bottom, innerHeight);
  return lies && isVisible(one);
}

const isVisible = (one) =>
  one.checkVisibility ? one.checkVisibility({ opacityProperty: true, visibilityProperty: true }) : one.offsetHeight;
