/** The shop's public settings in the shopper's language, fetched once. */

import { key, lang } from "./tag.js";
import { speak } from "./wire.js";

export const settings = {};

let fetching;

export const getSettings = () =>
  (fetching = fetching || speak(`/c/${key}/${lang}`).then((answer) => Object.assign(settings, answer)));
