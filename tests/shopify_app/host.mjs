/** Shopify's page as an extension sees it: a small DOM, the `shopify` global, and a Sathi that answers as told. */

import { readFileSync } from "node:fs";
import { mock } from "node:test";
import { parseHTML } from "linkedom";

export const TARGETS = {
  thankYouBar: "purchase.thank-you.announcement.render",
  thankYouBlock: "purchase.thank-you.block.render",
  orderStatusBar: "customer-account.order-status.announcement.render",
  orderStatusBlock: "customer-account.order-status.block.render",
};
export const ORDER = { order: "gid://shopify/OrderIdentity/820982911946154508", number: "XPAV284CT" };
export const PENDING = { status: 200, json: { state: "pending", again_ms: 2000 } };
export const HOLD = { status: 200, json: { state: "hold" } };
export const SHOWN = {
  state: "show",
  decision: "dec_0199a1b2c3d4e5f6a7b8c9d0e1f",
  me: { state: "buyer", name: "Asha", link: "https://sathi.example.com/r/KEY/asha7", code: "asha7" },
  texts: {
    headline: "Share Chai House with a friend",
    friend_gets: "Your friend gets 10% off",
    you_get: "You get ₹100",
    your_link: "Your link",
    copy: "Copy link",
    copied: "Link copied",
    whatsapp: "WhatsApp",
    email: "E-mail",
  },
  links: { whatsapp: "https://api.whatsapp.com/send?text=hello", email: "mailto:?subject=hello" },
  page: "https://sathi.example.com/p/KEY?lang=bn",
  store: "https://chai.example.com/?sathi-order=opaque",
};
export const SHOW = { status: 200, json: SHOWN };

const WORDS = JSON.parse(readFileSync(new URL("words.json", import.meta.url), "utf8"));
// Events that Polaris' components know; an element of the small DOM knows none by itself.
const EVENTS = ["onclick", "oncopy", "oncopyerror", "ondismiss", "onshow"];

/** Let everything happen that waits for no clock. */
export const settle = async () => {
  for (let turn = 0; turn < 8; turn++) await new Promise((resolve) => setImmediate(resolve));
};

/** Let seconds pass on the mocked clock. */
export const pass = async (seconds) => {
  for (let quarter = 0; quarter < seconds * 4; quarter++) {
    mock.timers.tick(250);
    await settle();
  }
};

let loaded = 0;

/**
 * Open a target's page with the built bundle. `sathi(door, body, signal)` answers each request with
 * {status, json}, or throws; `changes` replace parts of the `shopify` global.
 */
export async function open(target, sathi, changes = {}) {
  const { window, document } = parseHTML("<html><body></body></html>");
  for (const name of EVENTS) window.HTMLElement.prototype[name] = null;
  const requests = [];
  const targets = {};
  const shopify = { ...makeShopify(), ...changes, extend: (name, draw) => (targets[name] = draw) };
  const fetch = async (address, { headers, body, signal }) => {
    const door = new URL(address).pathname;
    requests.push({ door, address, headers, body: JSON.parse(body) });
    const answer = await sathi(door, JSON.parse(body), signal);
    return { status: answer.status, json: async () => JSON.parse(JSON.stringify(answer.json)) };
  };
  Object.assign(globalThis, { document, shopify, fetch });
  await import(`../sathi-thank-you.mjs?${++loaded}`);
  targets[target]();
  await settle();
  return new Page(document, window, requests, Object.keys(targets));
}

function makeShopify() {
  return {
    sessionToken: { get: async () => "a.session.token" },
    settings: { value: { address: "https://sathi.example.com/" } },
    localization: { extensionLanguage: { value: { isoCode: "bn" } } },
    i18n: { translate: (key) => WORDS[key] },
    customerPrivacy: { value: { visitorConsent: {} } },
    extension: {},
    orderConfirmation: { value: { order: { id: ORDER.order }, number: ORDER.number } },
    order: { value: { id: ORDER.order, confirmationNumber: ORDER.number } },
  };
}

/** What stands on the page, and what a shopper can do there. */
class Page {
  constructor(document, window, requests, targets) {
    Object.assign(this, { body: document.body, window, requests, targets });
  }

  find(selector) {
    return this.body.querySelector(selector);
  }

  async fire(selector, event) {
    this.find(selector).dispatchEvent(new this.window.Event(event));
    await settle();
  }

  asked(door) {
    return this.requests.filter((request) => request.door === door).map((request) => request.body);
  }

  get reports() {
    return this.asked("/x/e").flatMap((body) => body.events);
  }

  /** What a screen reader hears, for the live region was there before its words. */
  get status() {
    const stacks = [...this.body.querySelectorAll("s-stack")];
    return stacks.find((stack) => stack.getAttribute("accessibilityRole") === "status").textContent;
  }

  get html() {
    return this.body.innerHTML;
  }
}
