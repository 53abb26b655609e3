/** What the chunks say to Sathi, written by hand: a page's own JSON may say anything. */

import { attempt, base, consents, house } from "./house.js";

const { key, lang, speak } = house;
const UNSAFE = /["\\\0-\x1f]/g;

const escape = (sign) => "\\u00" + (sign < "\x10" ? 0 : "") + sign.charCodeAt().toString(16);

/** Write flat fields as JSON; what is undefined is left out. */
export function write(fields) {
  let text = "";
  for (const name of Object.keys(fields)) {
    const value = fields[name];
    const shown = typeof value == "number" ? value : `"${`${value}`.replace(UNSAFE, escape)}"`;
    if (value !== undefined) text += `${text && ","}"${name}":${shown}`;
  }
  return `{${text}}`;
}

/** Post fields to one of the shop's doors: "d" decision, "m" member, "j" join, "l" link by mail. */
export const post = (door, fields) => speak(`/${door}/${key}`, write({ lang, ...fields }));

/** Tell Sathi what a shopper did, and with their consent what they saw; survives the page that says it. */
export function report(event) {
  const seen = event.kind === "viewed" || event.kind === "opened";
  const id = crypto.getRandomValues(new Uint32Array(3)).join("-");
  const body = `${write({ lang }).slice(0, -1)},"events":[${write({ id, ...event })}]}`;
  if (!seen || consents()) attempt(() => navigator.sendBeacon(`${base}/e/${key}`, body));
}
