import type { Channel } from "../../domain/channel.ts";
import type { Tx } from "../store/store.ts";
import type { Subscriber } from "../store/subscribers.ts";
import { type ActionContext, allow, changed, type Done, unchanged } from "./context.ts";

/** A target of `notify.team`; where it leads to stays in the config. */
export interface TeamFacts {
  name: string;
  channel: Channel;
}

/** At start: who is paged are those of the config that the daemon was started with. */
export const syncTeam = (tx: Tx, ctx: ActionContext, wanted: readonly TeamFacts[]): Done<null> => {
  allow(ctx, "syncTeam");
  return alignTeam(tx, ctx, wanted) ? changed(null) : unchanged(null);
};

/** Brings the team's rows in line with the config; did any change? One that is back has its row, and its history, again. */
export const alignTeam = (tx: Tx, ctx: ActionContext, wanted: readonly TeamFacts[]): boolean => {
  const known = new Map(tx.subscribers.team().map((row) => [row.target, row]));
  const names = new Set(wanted.map(({ name }) => name));
  let hasChanged = false;
  const save = (row: Subscriber): void => {
    tx.subscribers.save(row);
    hasChanged = true;
  };
  for (const { name, channel } of wanted) {
    const row = known.get(name);
    if (!row) insert(tx, ctx, { name, channel });
    else if (row.state === "active" && row.channel !== channel) save({ ...row, channel, failures: 0 });
    // Also one that was given up: whoever mends the address in the config does not have to know that.
    else if (row.state !== "active")
      save({ ...row, channel, state: "active", reason: null, failures: 0, activeSince: ctx.now });
    hasChanged ||= !row;
  }
  for (const row of known.values())
    if (!names.has(row.target) && row.state !== "removed") save({ ...row, state: "removed", reason: null });
  return hasChanged;
};

const insert = (tx: Tx, ctx: ActionContext, { name, channel }: TeamFacts): void => {
  tx.subscribers.insert({
    ...{ audience: "team", channel, target: name, secret: null, format: null },
    ...{ page: null, components: null, incidents: null, kinds: null, state: "active", createdAt: ctx.now },
  });
};
