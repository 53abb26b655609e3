/**
 * The keeper of a friend's mark: where the store's address carries `?sathi=MARK`, the mark goes into the cart, so that
 * the order can say who sent its buyer. Shopify's cart takes it here; any other store hears of it and takes it itself.
 */

const NAME = "sathi:mark";
const SHAPE = /^(claim|visit)\.[\w-]{4,80}\.[\w-]{16,80}$/;

/** Give the claim that was kept before; blocked storage keeps nothing. */
function recall() {
  try {
    return sessionStorage.getItem(NAME) || "";
  } catch {
    return "";
  }
}

function keep(mark) {
  try {
    sessionStorage.setItem(NAME, mark);
  } catch {
    // Blocked: the cart or the store's own listener has it all the same.
  }
}

function putIntoCart(mark, { routes }) {
  const headers = { "Content-Type": "application/json" };
  const body = `{"attributes":{"_sathi":"${mark}"}}`;
  fetch((routes?.root || "/") + "cart/update.js", { method: "POST", headers, body }).catch(() => {});
}

const mark = new URLSearchParams(location.search).get("sathi");

// Whoever claimed an offer and then follows another link only to look has not changed their mind.
if (SHAPE.test(mark) && !(recall() && mark.startsWith("visit."))) {
  // Whoever only looks has asked for nothing yet: a visit's mark is not kept, the cart or the store may.
  if (mark.startsWith("claim.")) keep(mark);
  if (window.Shopify) putIntoCart(mark, window.Shopify);
  else document.dispatchEvent(new CustomEvent(NAME, { detail: mark }));
}
