/** What the theme app extension prints into a page of the store. Liquid is rendered; Shopify's own filters stand in. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { Liquid } from "liquidjs";
import { parseHTML } from "linkedom";

const BLOCKS = new URL("../app/extensions/sathi-storefront/blocks/", import.meta.url);
const DAY_MS = 864e5;
const SETTINGS = { address: " https://sathi.example.com/ ", shop: "KEY", sticky: true };
const REQUEST = { locale: { iso_code: "pt-BR" }, design_mode: false };

const liquid = new Liquid();
liquid.registerFilter("t", (key) => key);

function draw(block, settings, things = {}) {
  const source = readFileSync(new URL(block, BLOCKS), "utf8").replace(/{% schema %}[^]*{% endschema %}/, "");
  const scope = { block: { settings, shopify_attributes: 'data-block="1"' }, request: REQUEST, ...things };
  return parseHTML(`<html><body>${liquid.parseAndRenderSync(source, scope)}</body></html>`).document.body;
}

const embed = (settings, things) =>
  draw("sathi-embed.liquid", { ...SETTINGS, ...settings }, things).firstElementChild;

const customer = (days) => ({
  customer: {
    last_order: {
      confirmation_number: "XPAV284CT",
      created_at: new Date(Date.now() - days * DAY_MS).toISOString(),
    },
  },
});

test("it prints the loader of the merchant's own Sathi", () => {
  const script = embed();
  assert.equal(script.getAttribute("src"), "https://sathi.example.com/w.js");
  assert.ok(script.hasAttribute("async"));
  assert.deepEqual({ ...script.dataset }, { shop: "KEY", lang: "pt-BR" });
});

test("it prints a customer's last order for a month", () => {
  assert.equal(embed({}, customer(29)).dataset.lastOrder, "XPAV284CT");
  assert.equal(embed({}, customer(31)).dataset.lastOrder, undefined);
  assert.equal(embed({}, { customer: { last_order: null } }).dataset.lastOrder, undefined);
});

test("it prints no order in the theme editor", () => {
  const script = embed({}, { ...customer(1), request: { ...REQUEST, design_mode: true } });
  assert.equal(script.dataset.lastOrder, undefined);
});

test("it prints that the launcher is off", () => {
  assert.equal(embed({ sticky: false }).dataset.sticky, "off");
});

test("it prints the merchant's words for the launcher", () => {
  assert.equal(embed({ label: 'Chai & "cha"' }).dataset.sticky, 'Chai & "cha"');
});

for (const missing of ["address", "shop"])
  test(`it prints nothing without ${missing}`, () => {
    assert.equal(embed({ [missing]: " " }), null);
  });

test("it keeps a hostile setting inside its attribute", () => {
  const script = embed({ shop: '"><script>alert(1)</script>' });
  assert.equal(script.dataset.shop, '"><script>alert(1)</script>');
  assert.equal(script.parentElement.children.length, 1);
});

test("it keeps the place of the referral page, under the merchant's words", () => {
  const body = draw("sathi-page.liquid", {
    heading: "Friends & family",
    intro: "<p>Bring them.</p>",
    path: "/apps/sathi",
  });
  assert.equal(body.querySelector("h2").textContent, "Friends & family");
  assert.match(body.querySelector("[data-sathi=page]").getAttribute("style"), /min-height/);
  assert.equal(body.querySelector("noscript a").getAttribute("href"), "/apps/sathi");
});
