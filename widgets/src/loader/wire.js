/**
 * How the browser speaks to Sathi: small JSON, no cookies, never a preflight. Pages replace `fetch` and `JSON` with
 * their own; the browser's reader of answers is out of their reach.
 */

import { base } from "./tag.js";

/** Get an address, or post a body to it, and give the answer. */
export const speak = (path, body) =>
  new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open(body ? "POST" : "GET", base + path);
    request.responseType = "json";
    request.onload = () => resolve(request.response);
    request.onerror = reject;
    request.send(body);
  });
