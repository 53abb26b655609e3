// Tell Sathi of an order: node send_order.mjs order.placed < order.json
// The environment has SATHI_URL (https://.../webhooks/KEY/standard) and SATHI_SECRET (whsec_...).

import { createHmac, randomUUID } from "node:crypto";
import { json } from "node:stream/consumers";
import { setTimeout } from "node:timers/promises";

export async function sendEvent(type, data, id = `evt_${randomUUID()}`, isLast = false) {
  const now = Math.floor(Date.now() / 1000);
  const body = JSON.stringify({ type, timestamp: new Date(now * 1000).toISOString(), data });
  const key = Buffer.from(process.env.SATHI_SECRET.replace(/^whsec_/, ""), "base64");
  const signature = createHmac("sha256", key).update(`${id}.${now}.${body}`).digest("base64");
  const headers = { "Content-Type": "application/json", "webhook-id": id, "webhook-timestamp": `${now}` };
  headers["webhook-signature"] = `v1,${signature}`;
  const request = { method: "POST", body, headers, signal: AbortSignal.timeout(10_000) };
  const answer = await fetch(process.env.SATHI_URL, request).catch((error) => ({ error }));
  if (answer.ok) return answer.status;
  // 401: the secret is not right; 413: too large; neither gets better.
  const isFinal = isLast || [401, 413].includes(answer.status);
  if (isFinal) throw answer.error ?? new Error(`Sathi answered ${answer.status}`);
  await setTimeout(1000);
  return sendEvent(type, data, id, true);
}

if (import.meta.filename === process.argv[1]) await sendEvent(process.argv[2], await json(process.stdin));
