/** The block that the merchant places: the share form in the page, and the way back into the store. */

import { Share } from "./Share.jsx";

/** Draw the block of one answer. */
export function Block({ answer, order }) {
  return (
    <s-section heading={answer.texts.headline}>
      <s-stack gap="base">
        <Share answer={answer} order={order} />
        {answer.store && <s-link href={answer.store}>{shopify.i18n.translate("store")}</s-link>}
      </s-stack>
    </s-section>
  );
}
