/** The shop's public settings in the shopper's language, fetched once. */

import { fetchSettings } from "./wire.js";

let fetching;

export const getSettings = () => (fetching = fetching || fetchSettings());
