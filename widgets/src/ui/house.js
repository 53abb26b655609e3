/** What the loader shares with the chunk, so that nothing is sent twice. */

export const house = window[Symbol.for("sathi")];

export const { base, element, icon, memory, openRoot, post, remember, report } = house;

/** Fill a text's {placeholders}. */
export const fill = (text, values) =>
  text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? values[name] : whole));

/** Remember the advocate's token that a join brought, and give back who they are. */
export async function join() {
  const me = await post("j", { order: memory.proof });
  if (me.token) remember({ token: me.token });
  return me;
}

/** Who is looking at this page: an advocate, a buyer or a visitor. */
export async function meet() {
  const { token, proof } = memory;
  const known = token ? { token } : proof && { order: proof };
  const me = known ? await post("m", known).catch(() => known) : known;
  return me?.link ? me : { state: "visitor" };
}
