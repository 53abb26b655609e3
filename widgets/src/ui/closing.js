/** Closing the launcher: it stays away for a month, in every tab. */

import { house } from "./house.js";
import { remember } from "./memory.js";
import { report } from "./wire.js";

const MONTH = 30 * 864e5;

export function closeLauncher() {
  remember({ closed: Date.now() + MONTH });
  report({ kind: "closed", surface: "sticky" });
  house.arrive();
}
