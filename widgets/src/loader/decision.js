/** Ask Sathi whether the buyer of the remembered order is to be shown the popup. */

import { memory, remember } from "./memory.js";
import { post } from "./wire.js";

const SECOND = 1000;

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

const ask = () => post("d", { order: memory.proof }).catch(() => ({ state: "pending" }));

/**
 * Give the answer when the popup is to be shown, and nothing when it is not.
 *
 * The order may reach Sathi after the shopper reaches the page. A `patient` asker asks again for a minute, in steps
 * of at most a second while the shopper is likely to be waiting.
 */
export async function awaitDecision(patient) {
  const started = Date.now();
  for (let step = SECOND / 4; ; step *= 2) {
    const answer = await ask();
    if (answer.state === "show") return answer;
    if (answer.state === "hold") return remember({ ask: answer.again_at_ms });
    const waited = Date.now() - started;
    if (!patient || waited > 55 * SECOND) return;
    await pause(waited < 10 * SECOND ? Math.min(step, SECOND) : 5 * SECOND);
  }
}
