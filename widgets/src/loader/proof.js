/** The unguessable key of the order that this page thanks for, if it is a thank-you page. */

import { tag } from "./tag.js";

const WOOCOMMERCE = /\/order-received\/\d+.*[?&]key=(wc_order_\w+)/;
const SHOPIFY = /\/checkouts\/(?:cn\/)?([\w-]+)\/(?:[\w-]+\/)?thank/;

export function findProof() {
  const marked = document.querySelector("[data-sathi-order]");
  const address = location.pathname + location.search;
  const found = WOOCOMMERCE.exec(address) || SHOPIFY.exec(address);
  return tag.dataset.order || (marked && marked.dataset.sathiOrder) || (found && found[1]);
}
