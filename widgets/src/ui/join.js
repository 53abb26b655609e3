/** Joining: a buyer becomes an advocate, and this browser keeps the token that says so. */

import { findOrder } from "./house.js";
import { remember } from "./memory.js";
import { post } from "./wire.js";

export async function join() {
  const me = await post("j", { order: findOrder() });
  if (me.token) remember({ token: me.token });
  return me;
}
