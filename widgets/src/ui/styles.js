/** The styles that every surface of the chunk needs. */

import base from "./base.css";
import ladder from "./ladder.css";
import share from "./share.css";

export const shared = base + ladder + share;
