/** The ui chunk: everything that a shopper sees after asking for it, fetched once and checked against its hash. */

import { element } from "./element.js";
import { getSettings } from "./settings.js";
import { base, tag } from "./tag.js";

/** The one name that the loader and the chunk share on the page. */
export const MARK = Symbol.for("sathi");

let loading;

/** Give the chunk's surfaces; a load that failed is tried again at the next call. */
export function loadUi() {
  loading = loading || getSettings().then(load);
  loading.catch(() => (loading = 0));
  return loading;
}

const load = ({ ui }) =>
  new Promise((resolve, reject) => {
    const script = element("script", {
      crossorigin: "anonymous",
      integrity: ui.sri,
      load: () => resolve(window[MARK].ui),
      error: reject,
    });
    script.nonce = tag.nonce;
    script.src = trust(base + ui.src);
    document.head.append(script);
  });

/** Pass an address through our own Trusted Types policy where the browser has them. */
function trust(address) {
  try {
    return trustedTypes.createPolicy("sathi", { createScriptURL: (url) => url }).createScriptURL(address);
  } catch {
    return address;
  }
}
