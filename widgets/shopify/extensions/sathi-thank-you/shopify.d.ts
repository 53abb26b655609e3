/**
 * What `shopify` is in each module, for the type check. All targets share these modules: `order.js` alone tells
 * the two kinds of page apart, and the others use only what both kinds give.
 */

import type { Api as Shown } from "@shopify/ui-extensions/customer-account.order-status.block.render";
import type { Api as Placed } from "@shopify/ui-extensions/purchase.thank-you.block.render";

declare module "./src/order.js" {
  const shopify: Pick<Placed, "orderConfirmation"> & Pick<Shown, "order">;
}
declare module "./src/Announcement.jsx" {
  const shopify: Placed | Shown;
}
declare module "./src/Block.jsx" {
  const shopify: Placed | Shown;
}
declare module "./src/Share.jsx" {
  const shopify: Placed | Shown;
}
declare module "./src/ask.js" {
  const shopify: Placed | Shown;
}
declare module "./src/say.js" {
  const shopify: Placed | Shown;
}
declare module "./src/start.jsx" {
  const shopify: Placed | Shown;
}
declare module "./src/wire.js" {
  const shopify: Placed | Shown;
}
