/** How the browser speaks to Sathi: small JSON, no cookies, never a preflight. */

import { base, key, lang } from "./tag.js";

/** Write JSON. The replacer undoes a page's own toJSON, which old Prototype.js gives to every array. */
export const write = (body) =>
  JSON.stringify(body, function (name) {
    return this[name];
  });

const speak = (path, request) =>
  fetch(base + path, { credentials: "omit", ...request }).then((answer) => answer.json());

/** Fetch the shop's public settings in one language. */
export const fetchSettings = () => speak(`/c/${key}/${lang}`);

/** Post a body to one of the shop's doors: "d" decision, "m" member, "j" join, "l" link by mail. */
export const post = (door, body) =>
  speak(`/${door}/${key}`, { method: "POST", body: write({ lang, ...body }) });

/** Tell Sathi what a shopper did; survives the page that says it. */
export function report(event) {
  const id = crypto.getRandomValues(new Uint32Array(3)).join("-");
  navigator.sendBeacon(`${base}/e/${key}`, write({ events: [{ id, ...event }] }));
}
