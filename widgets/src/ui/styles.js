/** The styles that every surface of the chunks needs. */

import base from "./base.css";
import share from "./share.css";

export const styles = base + share;
