/** The script tag that brought us here: it says where Sathi lives, which shop this is and in which language to speak. */

export const tag =
  document.currentScript || document.querySelector("script[data-shop]") || document.createElement("script");

export const key = tag.dataset.shop;

export const base = tag.src.replace(/\/w\.js.*/, "");

export const lang = tag.dataset.lang || document.documentElement.lang || navigator.language;
