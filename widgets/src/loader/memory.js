/**
 * What this browser remembers: one entry of local storage, written only when a shopper joins, answers or closes
 * something (ui/memory.js). Where storage is blocked, it lasts as long as this page.
 *
 * closed    until when the launcher stays closed (epoch ms)
 * quiet     until when no popup comes: the shopper said no
 * answered  when the popup was answered in any way
 * proof     the order that it was about
 * ask       when to ask for that order's decision again
 * token     of the advocate who joined here
 *
 * Until its decision is known, the key of a new order waits in the storage of the tab alone.
 */

import { key, tag } from "./tag.js";

export const NAME = "sathi:" + key;

export const memory = {};

/** Do what blocked or damaged storage may forbid. */
export const attempt = (step) => {
  try {
    return step();
  } catch {
    // What is known on this page stands.
  }
};

/** Read what was kept, perhaps by another tab; as text, for a page's own JSON may say anything. */
export const recall = () =>
  attempt(() => localStorage[NAME].replace(/"(\w+)":"?([^",}]+)/g, (field, name, text) => (memory[name] = text)));

/** Tell whether the shopper, as far as the page knows, lets us keep and count things. */
export const consents = () =>
  tag.dataset.consent !== "denied" &&
  window.Shopify?.customerPrivacy?.preferencesProcessingAllowed?.() !== false;

/** Give the order that waits for its decision in this tab, or a customer's last one, as the store knows it. */
export const findPending = () => attempt(() => sessionStorage[NAME]) || tag.dataset.lastOrder;

/** Note that an order waits for its decision. */
export const notePending = (order) => consents() && attempt(() => (sessionStorage[NAME] = order));
