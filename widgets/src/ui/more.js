/** The settings of what a shopper asks for, beside those of every page: fetched once, and kept among them. */

import { house, settings } from "./house.js";

let fetching;

/** Give all settings, the rest included. */
export const getMore = () =>
  (fetching =
    fetching ||
    house.speak(`/c/${house.key}/${house.lang}/more`).then(({ texts, ...rest }) =>
      Object.assign(settings, rest, { texts: { ...texts, ...settings.texts } }),
    ));
