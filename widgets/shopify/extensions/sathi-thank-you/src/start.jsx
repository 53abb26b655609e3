/** What every target does: ask, and draw only when there is something to show. */

import "@shopify/ui-extensions/preact";
import { render } from "preact";

import { awaitDecision } from "./ask.js";
import { report } from "./say.js";
import { findAddress } from "./wire.js";

/**
 * Draw `Surface` once Sathi says "show"; until then, and where it does not, nothing of ours is on the page.
 *
 * Takes the component, the element in which a hint to the merchant stands in Shopify's editor, where there is no
 * buyer, and a function that gives the page's order. Shopify is not kept waiting and hears of no failure.
 */
export function start(Surface, Hint, findOrder) {
  if (shopify.extension.editor) drawHint(Hint);
  else if (findAddress()) meetBuyer(Surface, findOrder).catch(() => {});
}

function drawHint(Hint) {
  render(
    <Hint>
      <HintWords />
    </Hint>,
    document.body,
  );
}

async function meetBuyer(Surface, findOrder) {
  const answer = await awaitDecision(findOrder);
  if (!answer) return;
  render(<Surface answer={answer} order={findOrder()} />, document.body);
  report(answer.decision, "viewed");
}

/** Changes while the merchant writes: settings are signals, which Shopify's import above makes Preact watch. */
function HintWords() {
  return <s-text>{shopify.i18n.translate(findAddress() ? "editor_hint" : "editor_address_missing")}</s-text>;
}
