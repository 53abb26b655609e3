/** The built extension against a real Sathi: draw the thank-you block of one order, share, and say what came of it. */

import { open, settle, TARGETS } from "./host.mjs";

const [address, token, order, number] = process.argv.slice(2);
const ask = globalThis.fetch;

/** Hand a request on over the network. */
async function sathi(door, body) {
  const headers = { Authorization: `Bearer ${token}`, "Content-Type": "application/json" };
  const answer = await ask(address + door, { method: "POST", headers, body: JSON.stringify(body) });
  return { status: answer.status, json: answer.status === 204 ? undefined : await answer.json() };
}

/** Let requests on the wire come back. */
async function wait(isDone) {
  for (let turn = 0; turn < 200 && !isDone(); turn++) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    await settle();
  }
}

const page = await open(TARGETS.thankYouBlock, sathi, {
  settings: { value: { address } },
  orderConfirmation: { value: { order: { id: order }, number } },
});
await wait(() => page.find("s-text-field"));
const link = page.find("s-text-field")?.getAttribute("value");
await page.fire('s-button[href^="https://api.whatsapp.com"]', "click");
await wait(() => page.asked("/x/j").length && page.reports.length > 1);
process.stdout.write(JSON.stringify({ link, html: page.html, doors: page.requests.map(({ door }) => door) }));
process.exit(0);
