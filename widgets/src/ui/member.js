/** Who is looking at this page: an advocate, a buyer or a visitor. */

import { adopt, findOrder, house, memory } from "./house.js";

export async function meet() {
  const { token } = memory;
  const order = findOrder();
  const known = token ? { token } : order && { order };
  const me = known ? await house.ui.post("m", known).catch(() => known) : known;
  if (!me?.link) return { state: "visitor" };
  adopt(me);
  return me;
}
