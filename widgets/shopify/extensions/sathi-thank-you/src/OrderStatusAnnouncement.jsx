/** The announcement of the order status page. */

import { Announcement } from "./Announcement.jsx";
import { findShownOrder } from "./order.js";
import { start } from "./start.jsx";

export default () => start(Announcement, "s-announcement", findShownOrder);
