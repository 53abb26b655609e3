/** What both get, the buyer's own link and the ways to share it; all offers are in Sathi's words. */

import { useState } from "preact/hooks";

import { join, report } from "./say.js";

const BRANDS = { sms: "SMS", telegram: "Telegram", x: "X", facebook: "Facebook" };
const MARK = "?c=cp"; // so that a visit by a copied link is known as one

/** Draw the share form of one answer. A share counts as opened, never as sent: nobody can know what was sent. */
export function Share({ answer, order }) {
  const { decision, me, texts, links } = answer;
  const [heard, hear] = useState("");
  const tell = (channel) => {
    report(decision, "shared", channel);
    joinOnce(me, order);
  };
  const copied = () => {
    hear(texts.copied);
    tell("copy");
  };
  const link = me.link + MARK;
  return (
    <s-stack gap="base">
      <s-unordered-list>
        <s-list-item>{texts.friend_gets}</s-list-item>
        <s-list-item>{texts.you_get}</s-list-item>
      </s-unordered-list>
      <s-text-field label={texts.your_link} value={link} readOnly />
      <s-stack direction="inline" gap="base">
        <s-button variant="primary" commandFor="sathi-link" command="--copy">
          {texts.copy}
        </s-button>
        {Object.entries(links).map(([channel, href]) => (
          <s-button
            key={channel}
            variant="secondary"
            href={href}
            target={href.startsWith("https:") ? "_blank" : "auto"}
            onClick={() => tell(channel)}
          >
            {texts[channel] || BRANDS[channel]}
          </s-button>
        ))}
      </s-stack>
      <s-clipboard-item
        id="sathi-link"
        text={link}
        onCopy={copied}
        onCopyError={() => hear(shopify.i18n.translate("not_copied"))}
      />
      <s-stack accessibilityRole="status">
        <s-text>{heard}</s-text>
      </s-stack>
    </s-stack>
  );
}

/** Whoever shares has joined. */
function joinOnce(me, order) {
  if (me.state !== "buyer") return;
  me.state = "advocate";
  join(order);
}
