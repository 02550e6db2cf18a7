// Is the machine ours? What others did just before a benchmark, and just after it, they may have done all the time.
import { cpus } from "node:os";
import { pause } from "./processes.ts";

const LOOK_MS = 500;
/** A desktop that does nothing stays below. */
const QUIET_SHARE = 0.15;

/** Says so where others have much of the processors while nothing of ours runs. */
export const noteOthers = async (when: string, note: (text: string) => void): Promise<void> => {
  const before = timesOf();
  await pause(LOOK_MS);
  const after = timesOf();
  const share = (after.busy - before.busy) / (after.all - before.all);
  if (share > QUIET_SHARE)
    note(`DISTURBED: others had ${Math.round(share * 100)} % of the ${cpus().length} processors ${when}`);
};

const timesOf = (): { busy: number; all: number } => {
  const times = cpus().map(({ times }) => times);
  const all = times.reduce((sum, one) => sum + one.user + one.nice + one.sys + one.irq + one.idle, 0);
  return { all, busy: all - times.reduce((sum, one) => sum + one.idle, 0) };
};
