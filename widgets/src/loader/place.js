/** Where surfaces may come by themselves: by the shop's rules, and on a checkout only to thank for an order. */

import { findProof } from "./proof.js";
import { settings } from "./settings.js";

export const isPlace = () => RegExp(settings.pages).test(location.pathname + (findProof() ? "#thanks" : ""));
