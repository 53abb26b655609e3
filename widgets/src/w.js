/** The loader: decides what this page of the store needs, and takes nothing that it does not. */

import { load, loadMore, MARK } from "./loader/chunk.js";
import { element, icon } from "./loader/element.js";
import { placeLauncher } from "./loader/launcher.js";
import { attempt, consents, findPending, memory, NAME, notePending, recall } from "./loader/memory.js";
import { isPlace } from "./loader/place.js";
import { findProof } from "./loader/proof.js";
import { openRoot } from "./loader/root.js";
import { safely } from "./loader/safely.js";
import { getSettings, settings } from "./loader/settings.js";
import { base, key, lang } from "./loader/tag.js";
import { speak } from "./loader/wire.js";

/** Wait until the page has loaded and the browser has nothing better to do. */
const rest = () =>
  new Promise((resolve) => {
    const idle = () => (window.requestIdleCallback || setTimeout)(resolve, { timeout: 2000 });
    if (document.readyState === "complete") idle();
    else addEventListener("load", idle);
  });

/** Ask about the order that this page thanks for, else about one that waits or was put off until now. */
const meetBuyer = safely(async () => {
  const now = Date.now();
  const due = memory.ask <= now && memory.proof;
  const proof = findProof();
  const order = proof || findPending() || due;
  const answered = order === memory.proof && !due;
  if (!order || order === house.order || answered || now < memory.quiet) return;
  house.order = order;
  notePending(order);
  await (await load("ui")).meetBuyer(order, proof);
});

/** Give this page what belongs on it: the launcher, the referral page where the store has a place for it. */
const arrive = safely(async () => {
  meetBuyer();
  await getSettings();
  if (!settings.live) return;
  placeLauncher();
  if (document.querySelector("[data-sathi=page]")) await (await loadMore()).drawPage();
});

async function start() {
  await rest();
  if (/[?&]sathi=/.test(location.search)) import(base + "/v.js").catch(() => {});
  recall();
  arrive();
  // Some stores go from page to page without loading one, and draw the new page after they have gone there.
  if (window.navigation)
    navigation.addEventListener("navigatesuccess", () => (arrive(), setTimeout(arrive, 2e3)));
  addEventListener("storage", ({ key }) => key === NAME && (recall(), arrive()));
}

const house = {
  arrive, attempt, base, consents, element, icon, isPlace, key, lang, memory, NAME, openRoot, recall, settings, speak,
};

if (key && !window[MARK]) {
  window[MARK] = house;
  safely(start)();
}
