/** The block of the thank-you page. */

import { Block } from "./Block.jsx";
import { findPlacedOrder } from "./order.js";
import { start } from "./start.jsx";

export default () => start(Block, "s-section", findPlacedOrder);
