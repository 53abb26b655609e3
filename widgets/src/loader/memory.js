/**
 * What this browser remembers of the shopper, in one entry of its storage; blocked storage means for this page only.
 *
 * proof    the last order placed here
 * ask      when to ask for its decision (epoch ms); absent once that is settled
 * until    when to stop asking
 * token    of the advocate who joined here
 * closed   when the launcher was closed
 */

import { key } from "./tag.js";
import { write } from "./wire.js";

const NAME = "sathi:" + key;

export const memory = {};

try {
  Object.assign(memory, JSON.parse(localStorage.getItem(NAME)));
} catch {
  // Blocked or damaged: start with nothing.
}

/** Keep these changes; undefined forgets. */
export function remember(changes) {
  Object.assign(memory, changes);
  try {
    localStorage.setItem(NAME, write(memory));
  } catch {
    // Blocked: kept until the shopper leaves this page.
  }
}
