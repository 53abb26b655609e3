/** What the loader shares with the chunks, and they with each other, so that nothing is sent twice. */

export const house = window[Symbol.for("sathi")];

export const { attempt, base, consents, element, icon, memory, NAME, openRoot, settings } = house;

/** Fill a text's {placeholders}. */
export const fill = (text, values) =>
  text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);

/** Put what an experiment shows this shopper in place of the settings of every page. */
export const adopt = ({ vary = {} }) =>
  Object.assign(settings, vary, { texts: { ...settings.texts, ...vary.texts } });

/** Give the order by which this browser can prove a buyer. */
export const findOrder = () => house.order || memory.proof;
