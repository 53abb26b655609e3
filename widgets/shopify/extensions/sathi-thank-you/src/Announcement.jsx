/** The bar at the top of the page: one line and a button. Nothing opens by itself; the button opens the share form. */

import { report } from "./say.js";
import { Share } from "./Share.jsx";

/** Draw the announcement of one answer. */
export function Announcement({ answer, order }) {
  const { decision, texts } = answer;
  return (
    <s-announcement onDismiss={() => report(decision, "closed")}>
      <s-stack direction="inline" gap="base" alignItems="center">
        <s-text>{texts.headline}</s-text>
        <s-button variant="secondary" commandFor="sathi-share" command="--show">
          {shopify.i18n.translate("open")}
        </s-button>
      </s-stack>
      <s-modal id="sathi-share" heading={texts.headline} onShow={() => report(decision, "opened")}>
        <Share answer={answer} order={order} />
      </s-modal>
    </s-announcement>
  );
}
