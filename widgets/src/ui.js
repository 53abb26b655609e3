/** The ui chunk: the popup, the panel and the block of the referral page. */

import { house } from "./ui/house.js";
import { drawPage } from "./ui/page.js";
import { openPanel } from "./ui/panel.js";
import { openPopup } from "./ui/popup.js";

house.ui = { drawPage, openPanel, openPopup };
