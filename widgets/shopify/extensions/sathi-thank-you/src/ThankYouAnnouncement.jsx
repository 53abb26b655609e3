/** The announcement of the thank-you page. */

import { Announcement } from "./Announcement.jsx";
import { findPlacedOrder } from "./order.js";
import { start } from "./start.jsx";

export default () => start(Announcement, "s-announcement", findPlacedOrder);
