/** The chunk of the popup, and of what every surface is made of. */

import { closeLauncher } from "./ui/closing.js";
import { heading, openDialog } from "./ui/dialog.js";
import { house } from "./ui/house.js";
import { join } from "./ui/join.js";
import { meetBuyer } from "./ui/meeting.js";
import { drawOffer } from "./ui/offer.js";
import { drawShare } from "./ui/share.js";
import { styles } from "./ui/styles.js";
import { post, report } from "./ui/wire.js";

house.ui = { closeLauncher, drawOffer, drawShare, heading, join, meetBuyer, openDialog, post, report, styles };
