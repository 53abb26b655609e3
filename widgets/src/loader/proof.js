/** The unguessable key of the order that this page thanks for, if it is a thank-you page. */

// WooCommerce's own address, or the way back from a thank-you page on which nothing of ours may open.
const KEY = /\/order-received\/\d+.*[?&]key=(wc_order_\w+)|[?&]sathi-order=([\w.-]+)/;

export function findProof() {
  const place = document.querySelector("[data-shop][data-order],[data-sathi-order]");
  const [, woocommerce, way] = KEY.exec(location.pathname + location.search) || [];
  return place?.dataset.order || place?.dataset.sathiOrder || woocommerce || way;
}
