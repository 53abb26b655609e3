/** Keeping things in this browser: only what a shopper chose, and only with their consent. */

import { attempt, consents, memory, NAME } from "./house.js";
import { write } from "./wire.js";

/** Keep these changes; undefined forgets. */
export function remember(changes) {
  Object.assign(memory, changes);
  if (consents()) attempt(() => (localStorage[NAME] = write(memory)));
}

/** The order that waited for its decision has it. */
export const forgetPending = () => attempt(() => sessionStorage.removeItem(NAME));
