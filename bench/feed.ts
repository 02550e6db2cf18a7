// From an ack's commit to the arrival of its event at 1,000 sockets of socket.io-client, beside a bare socket.io server that sends
// the same event to 1,000 sockets. One at a time; each side has its sockets in one process of its own. Ours begins at the daemon's
// after-commit seam, the baseline at the call of `io.emit`; both end where a client's handler runs, on the clock that all
// processes of a machine share. So both contain what a thousand clients in one process cost, and the ratio what we add.
import { createBare, createOurs, p99Of } from "./support/feed.ts";
import { type Benchmark, compared } from "./support/result.ts";
import { inTurns } from "./support/stats.ts";

const SOCKETS = 1000;
const ROUNDS = 7;
const SENDS = 15;

export const feed: Benchmark = {
  name: "feed",
  run: async (note) => {
    note(`${SOCKETS} sockets each`);
    const ours = await createOurs({ closed: 0, open: 1000 }, SOCKETS);
    await ours.send();
    const bare = await createBare(await ours.lastEvent(), SOCKETS);
    await p99Of(ours, SENDS);
    await p99Of(bare, SENDS);
    const rounds = await inTurns(ROUNDS, { baseline: () => p99Of(bare, SENDS), ours: () => p99Of(ours, SENDS) });
    return [compared(`event at ${SOCKETS} sockets, p99`, "ms", rounds, { of: "ratio", atMost: 1.2 })];
  },
};
