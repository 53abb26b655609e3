/** Ask Sathi whether the buyer of this order is to be asked to bring friends. Trouble is an answer that is still to come. */

import { post, SECOND } from "./wire.js";

const GIVE_UP_MS = 60 * SECOND;
const LIKELY_MS = 10 * SECOND;
const UNLIKELY_PAUSE_MS = 5 * SECOND;

const HOLD = { state: "hold" };
const PENDING = { state: "pending" };

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Say which order, and in which of our languages Sathi is to speak of it. */
export const bodyOf = (order) => ({ ...order, lang: shopify.localization.extensionLanguage.value.isoCode });

/**
 * Give Sathi's answer when it says "show", and nothing when it does not within a minute.
 *
 * Takes a function that gives the page's order. Shopify may bring it later than the page, and the webhook may
 * bring it to Sathi later still: until then Sathi says "pending", and when to ask again.
 */
export async function awaitDecision(findOrder) {
  const started = Date.now();
  for (let waited = 0; waited < GIVE_UP_MS; waited = Date.now() - started) {
    const answer = await ask(findOrder());
    if (answer.state === "show") return answer;
    if (answer.state !== "pending") return;
    await pause(Math.max(answer.again_ms || SECOND, waited < LIKELY_MS ? SECOND : UNLIKELY_PAUSE_MS));
  }
}

async function ask(order) {
  if (!order) return PENDING;
  try {
    const { status, said } = await post("d", bodyOf(order));
    if (status === 200) return said;
    // What Sathi refuses once, it refuses again: a token of another app, a shop that it does not know.
    return status >= 500 || status === 429 ? PENDING : HOLD;
  } catch {
    return PENDING;
  }
}
