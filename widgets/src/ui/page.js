/** The referral page as a block of the store's own page, in place of `<div data-sathi="page">`. */

import { drawHelp } from "./help.js";
import { base, element, house, openRoot } from "./house.js";
import { drawInvitation } from "./invitation.js";
import { drawProgress } from "./ladder.js";
import { meet } from "./member.js";
import { getMore } from "./more.js";
import ladder from "./ladder.css";
import css from "./page.css";
import pictures from "./pictures.json";

const STEPS = { how_1: "step-share", how_2: "step-buy", how_3: "step-gift" };

export async function drawPage() {
  const place = document.querySelector("[data-sathi=page]");
  if (place.shadowRoot) return;
  const [me, { lang, dir, texts }] = await Promise.all([meet(), getMore()]);
  const visitor = me.state === "visitor";
  openRoot(
    element(
      "article",
      { lang, dir },
      element("h2", {}, texts.headline),
      drawSteps(texts),
      house.ui.drawOffer(),
      visitor ? drawMailing(texts) : drawInvitation(me, "page"),
      visitor && drawProgress(me),
      drawHelp(),
    ),
    house.ui.styles + ladder + css,
    place,
  );
  house.ui.report({ kind: "viewed", surface: "page" });
}

function drawSteps(texts) {
  const list = element("ol", { class: "steps" });
  for (const step of Object.keys(STEPS))
    list.append(
      element(
        "li",
        {},
        element("img", { src: base + pictures[STEPS[step]], alt: true, loading: "lazy" }),
        texts[step],
      ),
    );
  return element("section", {}, element("h3", {}, texts.how), list);
}

/** Ask for the e-mail address and have the own link mailed to it: nobody else may see it. */
function drawMailing(texts) {
  const send = async (event) => {
    event.preventDefault();
    const answer = await house.ui.post("l", { email: field.value });
    status.textContent = answer.state ? texts.email_sent : answer.detail;
    field.setAttribute("aria-invalid", !answer.state);
    if (answer.link) status.append(" ", element("a", { href: answer.link }, answer.link));
  };
  const field = element("input", {
    id: "email",
    type: "email",
    autocomplete: "email",
    required: true,
    dir: "ltr",
    "aria-describedby": "said",
  });
  const status = element("p", { role: "status", id: "said" });
  return element(
    "form",
    { submit: send },
    element("label", { for: "email" }, texts.email_label),
    element("div", { class: "link" }, field, element("button", {}, texts.email_go)),
    status,
  );
}
