/** How an extension speaks to the merchant's own Sathi: with Shopify's session token, without cookies, never for long. */

export const SECOND = 1000;

const PATIENCE_MS = 8 * SECOND;

/** Give the address of Sathi that the merchant wrote into the settings, or nothing where none is written yet. */
export const findAddress = () => String(shopify.settings.value.address || "").replace(/\/+$/, "");

/**
 * Post a body to one of Sathi's doors: "d" decision, "j" join, "e" events.
 *
 * Rejects where the network fails or Sathi takes longer than a shopper waits.
 */
export async function post(door, body) {
  const token = await shopify.sessionToken.get();
  const stop = new AbortController();
  const alarm = setTimeout(() => stop.abort(), PATIENCE_MS);
  try {
    const headers = { Authorization: `Bearer ${token}`, "Content-Type": "application/json" };
    const request = { method: "POST", headers, body: JSON.stringify(body), signal: stop.signal };
    const answer = await fetch(`${findAddress()}/x/${door}`, request);
    return { status: answer.status, said: answer.status === 200 ? await answer.json() : {} };
  } finally {
    clearTimeout(alarm);
  }
}
