/** The own link with its channels. A share counts as opened, never as sent: nobody can know what was sent. */

import { copyText } from "./copy.js";
import { base, element, fill, icon, settings } from "./house.js";
import { join } from "./join.js";
import { report } from "./wire.js";

const MARKS = { whatsapp: "wa", copy: "cp", native: "nt", email: "em", qr: "qr" };

const ICONS = {
  whatsapp:
    "M4 20l1.4-4A8.2 8.2 0 1 1 8 18.7zM9 8.5q-.3 5.5 6.5 7l1-2-2.2-1.2-1 .9q-1.8-.6-2.5-2.5l.9-1-1-2.2z",
  copy: "M9 9h11v11H9zM15 9V4H4v11h5",
  native: "M12 15V4M8 7.5l4-4 4 4M7 11H5v9h14v-9h-2",
  email: "M3 6h18v12H3zM3 7l9 6 9-6",
  qr: "M4 4h6v6H4zM14 4h6v6h-6zM4 14h6v6H4zM14 14h2v2h-2zM18 18h2v2h-2zM19 14h1M14 19v1",
};

/** Draw the link of `me` and the shop's channels; a channel that this browser or this chunk lacks is left out. */
export function drawShare(me, surface, decision) {
  const field = drawField(linkBy(me, "copy"));
  const status = element("p", { role: "status" });
  const code = element("div", { class: "code", role: "status" });
  const link = element("div", { class: "link" }, field);
  const row = element("div", { class: "row" });
  const ways = findWays(me, field, status, code);
  const tell = (channel) => {
    report({ kind: "shared", surface, channel, decision });
    return joinBySharing(me);
  };
  for (const channel of settings.channels)
    if (ways[channel]) (channel === "copy" ? link : row).append(drawChannel(channel, ways[channel], tell));
  return element("div", { class: "share" }, link, status, row, code);
}

/** Each channel's link carries its mark, so that a visit knows where it came from. */
const linkBy = (me, channel) => `${me.link}?c=${MARKS[channel]}`;

const wordsBy = (me, channel) => fill(settings.texts.share_text, { link: linkBy(me, channel) });

const drawField = (value) => {
  const select = ({ target }) => target.select();
  return element("input", {
    readonly: true,
    dir: "ltr",
    "aria-label": settings.texts.your_link,
    value,
    focus: select,
  });
};

/** Where each channel leads (`href`), or what it does here (`act`). */
function findWays(me, field, status, code) {
  const { texts } = settings;
  const encode = encodeURIComponent;
  return {
    whatsapp: {
      href: "https://api.whatsapp.com/send?text=" + encode(wordsBy(me, "whatsapp")),
      target: "_blank",
    },
    copy: { act: () => tellCopied(field, status) },
    native: navigator.share && { act: () => navigator.share({ text: wordsBy(me, "native") }) },
    email: { href: `mailto:?subject=${encode(texts.share_subject)}&body=${encode(wordsBy(me, "email"))}` },
    qr: { act: () => code.replaceChildren(element("img", { src: base + me.qr, alt: texts.qr })) },
  };
}

/** A screen reader says a text again only if it was gone in between. */
async function tellCopied(field, status) {
  status.textContent = "";
  if (await copyText(field)) status.textContent = settings.texts.copied;
}

function drawChannel(channel, { href, target, act }, tell) {
  const click = () => Promise.all([tell(channel), act?.()]);
  const traits = { class: channel, href, target, rel: href && "noopener", click };
  return element(href ? "a" : "button", traits, icon(ICONS[channel]), settings.texts[channel]);
}

/** Whoever shares has joined: a buyer's browser gets its token now. */
function joinBySharing(me) {
  if (me.state !== "buyer") return;
  me.state = "advocate";
  return join();
}
