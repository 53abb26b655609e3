/** The block of the order status page. */

import { Block } from "./Block.jsx";
import { findShownOrder } from "./order.js";
import { start } from "./start.jsx";

export default () => start(Block, "s-section", findShownOrder);
