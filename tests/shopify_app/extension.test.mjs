/** The extension of Shopify's thank-you and order status pages, as it is built: what it asks, draws and reports. */

import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";

import { HOLD, ORDER, PENDING, SHOW, SHOWN, TARGETS, open, pass, settle } from "./host.mjs";

const OPEN_BUTTON = "s-announcement > s-stack > s-button";
const COPY_BUTTON = 's-button[command="--copy"]';

const WHATSAPP = 's-button[href^="https://api.whatsapp.com"]';
const MAIL = "s-button[href^=mailto]";
const LINK = `${SHOWN.me.link}?c=cp`;

const always = (answer) => () => answer;

const failures = [];
process.on("unhandledRejection", (reason) => failures.push(reason));

beforeEach(() => mock.timers.enable({ apis: ["setTimeout", "Date"] }));

afterEach(() => {
  mock.timers.reset();
  assert.deepEqual(failures.splice(0), []);
});

test("it extends the four targets", async () => {
  const page = await open(TARGETS.thankYouBlock, always(HOLD));
  assert.deepEqual(page.targets, Object.values(TARGETS));
});

for (const target of Object.values(TARGETS))
  test(`it draws the offers, the link and the ways to share in ${target}`, async () => {
    const page = await open(target, always(SHOW));
    const frame = target.includes("announcement") ? "s-announcement" : "s-section";
    assert.equal(page.body.children.length, 1);
    assert.equal(page.body.firstElementChild.localName, frame);
    assert.equal(page.find("s-text-field").getAttribute("value"), LINK);
    assert.match(page.html, /Your friend gets 10% off.*You get ₹100/s);
    const addresses = [...page.body.querySelectorAll("s-button[href]")].map((way) =>
      way.getAttribute("href"),
    );
    assert.deepEqual(addresses, [SHOWN.links.whatsapp, SHOWN.links.email]);
  });

test("it asks with the session token for the order, in the language it speaks", async () => {
  const page = await open(TARGETS.orderStatusBlock, always(HOLD));
  const [{ address, headers, body }] = page.requests;
  assert.equal(address, "https://sathi.example.com/x/d");
  assert.equal(headers.Authorization, "Bearer a.session.token");
  assert.deepEqual(body, { ...ORDER, lang: "bn" });
});

test("it asks again when Sathi says so, until the order is known", async () => {
  const answers = [PENDING, PENDING, SHOW];
  const page = await open(TARGETS.thankYouBlock, () => answers.shift() || { status: 204 });
  await pass(1.75);
  assert.equal(page.asked("/x/d").length, 1);
  assert.equal(page.html, "");
  await pass(2.5);
  assert.equal(page.asked("/x/d").length, 3);
  assert.ok(page.find("s-section"));
});

test("it waits for an order that Shopify has not finished", async () => {
  const order = { value: undefined };
  const page = await open(TARGETS.orderStatusBlock, always(SHOW), { order });
  await pass(1.5);
  assert.equal(page.requests.length, 0);
  order.value = { id: ORDER.order, confirmationNumber: ORDER.number };
  await pass(1);
  assert.ok(page.find("s-section"));
});

test("it draws nothing on hold and does not ask again", async () => {
  const page = await open(TARGETS.thankYouBar, always(HOLD));
  await pass(70);
  assert.equal(page.html, "");
  assert.equal(page.requests.length, 1);
});

for (const status of [400, 401, 403, 404])
  test(`it draws nothing when Sathi answers ${status} and does not ask again`, async () => {
    const page = await open(TARGETS.thankYouBlock, always({ status, json: {} }));
    await pass(70);
    assert.equal(page.html, "");
    assert.equal(page.requests.length, 1);
  });

const TROUBLES = {
  "Sathi is gone": () => Promise.reject(new TypeError("Failed to fetch")),
  "Sathi fails": always({ status: 503, json: {} }),
  "Sathi has too much to do": always({ status: 429, json: {} }),
  "Sathi never knows the order": always(PENDING),
  "Sathi answers no JSON": always({ status: 200 }),
};

for (const [trouble, sathi] of Object.entries(TROUBLES))
  test(`it draws nothing and gives up after a minute when ${trouble}`, async () => {
    const page = await open(TARGETS.thankYouBlock, sathi);
    await pass(65);
    const asked = page.requests.length;
    assert.ok(2 <= asked && asked <= 20, `asked ${asked} times`);
    await pass(60);
    assert.equal(page.requests.length, asked);
    assert.equal(page.html, "");
  });

for (const json of [null, "show", {}, { state: "show" }, { state: "show", texts: null }])
  test(`it draws nothing of nonsense: ${JSON.stringify(json)}`, async () => {
    const page = await open(TARGETS.thankYouBlock, always({ status: 200, json }));
    await pass(5);
    assert.equal(page.html, "");
  });

test("it stops waiting for a slow answer, and shows the one that comes in time", async () => {
  const slow = (signal) =>
    new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
  let asked = 0;
  const page = await open(TARGETS.thankYouBlock, (door, body, signal) => (asked++ ? SHOW : slow(signal)));
  await pass(7.5);
  assert.equal(page.asked("/x/d").length, 1);
  await pass(6);
  assert.ok(page.find("s-section"));
});

test("it draws nothing when Shopify gives no session token", async () => {
  const sessionToken = { get: () => Promise.reject(new Error("no token")) };
  const page = await open(TARGETS.thankYouBlock, always(SHOW), { sessionToken });
  await pass(65);
  assert.equal(page.html, "");
});

test("it opens nothing by itself: the announcement's button opens the form", async () => {
  const page = await open(TARGETS.thankYouBar, always(SHOW));
  const modal = page.find("s-modal");
  assert.equal(page.find(OPEN_BUTTON).getAttribute("commandFor"), modal.id);
  assert.equal(page.find(OPEN_BUTTON).getAttribute("command"), "--show");
  assert.equal(modal.getAttribute("heading"), SHOWN.texts.headline);
});

test("it leads from the block back into the store", async () => {
  const page = await open(TARGETS.thankYouBlock, always(SHOW));
  assert.equal(page.find("s-link").getAttribute("href"), SHOWN.store);
});

test("it gives every control a name", async () => {
  for (const target of Object.values(TARGETS)) {
    const page = await open(target, always(SHOW));
    for (const control of page.body.querySelectorAll("s-button, s-link"))
      assert.ok(control.textContent.trim());
    assert.equal(page.find("s-text-field").getAttribute("label"), SHOWN.texts.your_link);
    assert.ok(page.find("s-modal, s-section").getAttribute("heading"));
  }
});

test("it says that the link was copied, where a screen reader hears it", async () => {
  const page = await open(TARGETS.thankYouBlock, always(SHOW));
  assert.equal(page.status, "");
  assert.equal(page.find(COPY_BUTTON).getAttribute("commandFor"), page.find("s-clipboard-item").id);
  assert.equal(page.find("s-clipboard-item").getAttribute("text"), LINK);
  await page.fire("s-clipboard-item", "copyerror");
  assert.match(page.status, /could not be copied/);
  assert.deepEqual(
    page.reports.map((report) => report.kind),
    ["viewed"],
  );
  await page.fire("s-clipboard-item", "copy");
  assert.equal(page.status, SHOWN.texts.copied);
});

test("it reports each way of sharing once, and joins once", async () => {
  const page = await open(TARGETS.thankYouBlock, always(SHOW));
  for (let twice = 0; twice < 2; twice++) {
    await page.fire("s-clipboard-item", "copy");
    await page.fire(WHATSAPP, "click");
    await page.fire(MAIL, "click");
  }
  const shares = page.reports.filter((report) => report.kind === "shared");
  assert.deepEqual(
    shares.map((share) => share.channel),
    ["copy", "whatsapp", "email"],
  );
  for (const { id, surface, decision } of page.reports) {
    assert.match(id, /^[A-Za-z0-9_-]{16,40}$/);
    assert.equal(surface, "thank_you");
    assert.equal(decision, SHOWN.decision);
  }
  assert.deepEqual(page.asked("/x/j"), [{ ...ORDER, lang: "bn" }]);
});

test("it draws the ways to share that the merchant chose, by their own names", async () => {
  const links = { telegram: "https://t.me/share", x: "https://twitter.com/intent", sms: "sms:?&body=hello" };
  const page = await open(TARGETS.thankYouBlock, always({ status: 200, json: { ...SHOWN, links } }));
  const names = [...page.body.querySelectorAll("s-button[href]")].map((way) => way.textContent);
  assert.deepEqual(names, ["Telegram", "X", "SMS"]);
});

test("it does not join again for who has joined already", async () => {
  const advocate = { status: 200, json: { ...SHOWN, me: { ...SHOWN.me, state: "advocate" } } };
  const page = await open(TARGETS.thankYouBlock, always(advocate));
  await page.fire("s-clipboard-item", "copy");
  assert.deepEqual(page.asked("/x/j"), []);
});

test("it reports what became of the announcement", async () => {
  const page = await open(TARGETS.orderStatusBar, always(SHOW));
  await page.fire("s-modal", "show");
  await page.fire("s-announcement", "dismiss");
  assert.deepEqual(
    page.reports.map((report) => report.kind),
    ["viewed", "opened", "closed"],
  );
});

test("it reports nothing of a shopper who said no, and still lets them share", async () => {
  const customerPrivacy = { value: { visitorConsent: { analytics: false } } };
  const page = await open(TARGETS.thankYouBlock, always(SHOW), { customerPrivacy });
  await page.fire("s-clipboard-item", "copy");
  assert.deepEqual(page.reports, []);
  assert.equal(page.asked("/x/j").length, 1);
});

test("it goes on when its reports and its joining fail", async () => {
  const page = await open(TARGETS.thankYouBlock, (door) => {
    if (door !== "/x/d") throw new TypeError("Failed to fetch");
    return SHOW;
  });
  await page.fire("s-clipboard-item", "copy");
  await settle();
  assert.equal(page.status, SHOWN.texts.copied);
});

const HOSTILE = [
  "<img src=x onerror=alert(1)>",
  "</s-text><script>alert(1)</script>",
  "{{7*7}}",
  '"><b>',
  "‮gnp.exe\u0000",
];

for (const words of HOSTILE)
  test(`it shows hostile words as they are: ${JSON.stringify(words)}`, async () => {
    const texts = Object.fromEntries(Object.keys(SHOWN.texts).map((key) => [key, words]));
    const hostile = { status: 200, json: { ...SHOWN, texts, me: { ...SHOWN.me, name: words } } };
    for (const target of Object.values(TARGETS)) {
      const benign = await open(target, always(SHOW));
      const count = benign.body.querySelectorAll("*").length;
      const page = await open(target, always(hostile));
      assert.equal(page.body.querySelectorAll("*").length, count);
      assert.equal(page.find("s-list-item").textContent, words);
    }
  });

test("it tells the merchant in the editor where it stands, or what is missing", async () => {
  const extension = { editor: { type: "checkout" } };
  const page = await open(TARGETS.thankYouBar, always(SHOW), { extension });
  assert.match(page.find("s-announcement").textContent, /here buyers are invited/);
  const bare = await open(TARGETS.thankYouBlock, always(SHOW), { extension, settings: { value: {} } });
  assert.match(bare.find("s-section").textContent, /write the address/);
  assert.deepEqual([...page.requests, ...bare.requests], []);
});

test("it changes its hint while the merchant fills in the address", async () => {
  const setSignals = (Signal) => (shopify.settings = new Signal({}));
  const extension = { editor: { type: "checkout" } };
  const page = await open(TARGETS.thankYouBlock, always(SHOW), { extension, setSignals });
  assert.match(page.html, /write the address/);
  shopify.settings.value = { address: "https://sathi.example.com" };
  await pass(1);
  assert.match(page.html, /here buyers are invited/);
});

test("it asks nobody where no address is set", async () => {
  const page = await open(TARGETS.thankYouBlock, always(SHOW), { settings: { value: {} } });
  assert.equal(page.html, "");
  assert.deepEqual(page.requests, []);
});
