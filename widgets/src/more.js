/** The chunk of what a shopper asks for: the panel behind the launcher, and the block of the referral page. */

import { house } from "./ui/house.js";
import { drawPage } from "./ui/page.js";
import { openPanel } from "./ui/panel.js";

house.more = { drawPage, openPanel };
