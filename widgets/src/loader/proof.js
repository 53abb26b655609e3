/** The unguessable key of the order that this page thanks for, if it is a thank-you page. */

const WOOCOMMERCE = /\/order-received\/\d+.*[?&]key=(wc_order_\w+)/;
const SHOPIFY = /\/checkouts\/(?:cn\/)?([\w-]+)\/(?:[\w-]+\/)?thank/;

export function findProof() {
  const address = location.pathname + location.search;
  const found = WOOCOMMERCE.exec(address) || SHOPIFY.exec(address);
  return (
    document.querySelector("script[data-shop][data-order]")?.dataset.order ||
    document.querySelector("[data-sathi-order]")?.dataset.sathiOrder ||
    found?.[1]
  );
}
