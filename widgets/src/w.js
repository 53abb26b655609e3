/** The loader: decides what this page of the store needs, and takes nothing that it does not. */

import { loadUi, MARK } from "./loader/chunk.js";
import { awaitDecision } from "./loader/decision.js";
import { element, icon } from "./loader/element.js";
import { drawLauncher } from "./loader/launcher.js";
import { memory, remember } from "./loader/memory.js";
import { findProof } from "./loader/proof.js";
import { openRoot } from "./loader/root.js";
import { safely } from "./loader/safely.js";
import { getSettings } from "./loader/settings.js";
import { base, key } from "./loader/tag.js";
import { post, report } from "./loader/wire.js";

const MONTH = 30 * 864e5;

/** Wait until the page has loaded and the browser has nothing better to do. */
const rest = () =>
  new Promise((resolve) => {
    const idle = () => (window.requestIdleCallback || setTimeout)(resolve, { timeout: 2000 });
    if (document.readyState === "complete") idle();
    else addEventListener("load", idle);
  });

let meeting;

/** Show the popup to a buyer whose order asks for it: on the thank-you page, else on the next page. */
const meetBuyer = safely(async () => {
  const proof = findProof();
  const now = Date.now();
  if (proof && proof !== memory.proof) remember({ proof, ask: now, until: now + MONTH });
  if (meeting || !(memory.ask <= now && now < memory.until)) return;
  meeting = true;
  const answer = await awaitDecision(proof);
  await resting;
  if (answer) await (await loadUi()).openPopup(answer);
  meeting = false;
});

/** Fill the store's own referral page, where this is it. */
const drawBlock = safely(
  async () => document.querySelector("[data-sathi=page]") && (await loadUi()).drawPage(),
);

async function start() {
  if (/[?&]sathi=/.test(location.search)) import(base + "/v.js").catch(() => {});
  if (findProof()) meetBuyer();
  await resting;
  meetBuyer();
  const settings = (window[MARK].settings = await getSettings());
  if (!settings.live) return;
  if (meeting) loadUi();
  if (settings.sticky && !(Date.now() - memory.closed < MONTH)) drawLauncher(settings);
  drawBlock();
  // Some stores go from page to page without loading one.
  if (window.navigation) navigation.addEventListener("navigatesuccess", () => (meetBuyer(), drawBlock()));
}

const resting = rest();

if (key && !window[MARK]) {
  window[MARK] = { base, element, icon, memory, openRoot, post, remember, report };
  safely(start)();
}
