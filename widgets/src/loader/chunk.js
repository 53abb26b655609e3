/** The chunks: what a shopper sees after asking for it, fetched once and checked against its hash. */

import { element } from "./element.js";
import { getSettings } from "./settings.js";
import { base, tag } from "./tag.js";

/** The one name that the loader and the chunks share on the page. */
export const MARK = Symbol.for("sathi");

const loading = {};

/** Give the surfaces of a chunk, "ui" or "more", once it is here; a load that failed is tried again at the next call. */
export function load(chunk) {
  const here = (loading[chunk] = loading[chunk] || getSettings().then((settings) => fetchChunk(chunk, settings[chunk])));
  here.catch(() => (loading[chunk] = 0));
  return here;
}

/** Load the panel and the page's block, which stand on the popup's chunk. */
export function loadMore() {
  const more = load("more");
  return load("ui").then(() => more);
}

const fetchChunk = (chunk, { src, sri }) =>
  new Promise((resolve, reject) => {
    const script = element("script", {
      crossorigin: true,
      integrity: sri,
      load: () => resolve(window[MARK][chunk]),
      error: reject,
    });
    script.nonce = tag.nonce;
    script.src = trust(base + src);
    document.documentElement.append(script);
  });

let policy;

/** Pass an address through our own Trusted Types policy where the browser has them. */
function trust(address) {
  try {
    policy = policy || trustedTypes.createPolicy("sathi", { createScriptURL: (url) => url });
    return policy.createScriptURL(address);
  } catch {
    return address;
  }
}
