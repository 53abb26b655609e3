/**
 * The script tag that brought us here: it says where Sathi lives, which shop this is and in which language to speak.
 * A tag manager may drop the tag's attributes; then the address says which shop: `w.js?shop=KEY`.
 */

const { currentScript } = document;

// An element of the page may carry that name (`<img name=currentScript>`), but only a script may lead us anywhere.
export const tag =
  currentScript instanceof HTMLScriptElement
    ? currentScript
    : document.querySelector("script[src*='/w.js']") || document.createElement("script");

export const [, base, asked] = /(.*)\/w\.js(?:\?shop=(\w+))?/.exec(tag.src) || [];

export const key = tag.dataset.shop || asked;

export const lang = tag.dataset.lang || document.documentElement.lang || navigator.language;
