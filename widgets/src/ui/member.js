/** Who is looking at this page: an advocate, a buyer or a visitor. */

import { findOrder, house, memory } from "./house.js";

export async function meet() {
  const { token } = memory;
  const order = findOrder();
  const known = token ? { token } : order && { order };
  const me = known ? await house.ui.post("m", known).catch(() => known) : known;
  return me?.link ? me : { state: "visitor" };
}
