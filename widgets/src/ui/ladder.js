/** The ladder of prizes and how far the advocate has climbed. */

import { element, fill, settings } from "./house.js";

/** Draw "4 of 5 friends" with its bar, the whole ladder, and what the friends have done. */
export function drawProgress(me) {
  const { texts, steps } = settings;
  const friends = me.friends || 0;
  return element(
    "div",
    { class: "progress" },
    me.state === "advocate" && steps[0] && drawBar(friends, steps),
    drawLadder(friends, steps),
    drawCircle(me.circle || [], texts),
  );
}

function drawBar(friends, steps) {
  let next;
  for (const step of steps) if (!next || next <= friends) next = step.count;
  const count = Math.min(friends, next);
  const bar = element("div", { class: "bar", "aria-hidden": "true" });
  bar.style.setProperty("--done", count / next);
  return element(
    "div",
    {},
    element("p", { class: "count" }, fill(settings.texts.progress, { count, next })),
    bar,
  );
}

function drawLadder(friends, steps) {
  const list = element("ol", { class: "ladder" });
  for (const { count, reward } of steps) {
    const reached = count <= friends;
    list.append(
      element(
        "li",
        { class: reached && "reached" },
        element("b", {}, `${count}`),
        element("span", {}, reward),
        reached && "✓",
      ),
    );
  }
  return steps[0] && element("section", {}, element("h3", {}, settings.texts.ladder), list);
}

/** Friends are told apart by their state only: so many came, so many bought. */
function drawCircle(circle, texts) {
  const counts = {};
  for (const { text } of circle) counts[text] = (counts[text] || 0) + 1;
  const list = element("ul", { class: "circle" });
  for (const text of Object.keys(counts))
    list.append(element("li", {}, element("b", {}, `${counts[text]}`), text));
  return circle[0] && element("section", {}, element("h3", {}, texts.advocate_lead), list);
}
