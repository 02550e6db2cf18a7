// Who listens on a TCP port, as Linux tells it in /proc; elsewhere, and of other users' processes, nothing is known.
import { readdirSync, readFileSync, readlinkSync } from "node:fs";

const LISTENING = "0A";
/** A machine with more processes than this has better tools. */
const MAX_PROCESSES = 20_000;

/** `nginx (pid 812)`; "a process of another user" where the port is taken but not by whom is told; null when it is free. */
export const listenerOn = (port: number): string | null => {
  const inodes = new Set(["/proc/net/tcp", "/proc/net/tcp6"].flatMap((table) => inodesIn(read(table), port)));
  if (inodes.size === 0) return null;
  const pids = list("/proc").filter((name) => /^\d+$/.test(name));
  const pid = pids.slice(0, MAX_PROCESSES).find((one) => holdsAny(one, inodes));
  return pid ? `${read(`/proc/${pid}/comm`).trim()} (pid ${pid})` : "a process of another user";
};

/** Rows are `sl local_address rem_address st … inode`, the address as `0100007F:1CCD`. */
const inodesIn = (table: string, port: number): string[] => {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, "0")}`;
  const rows = table.split("\n").map((line) => line.trim().split(/\s+/));
  return rows.flatMap((row) => (row[1]?.endsWith(suffix) && row[3] === LISTENING && row[9] ? [row[9]] : []));
};

const holdsAny = (pid: string, inodes: ReadonlySet<string>): boolean =>
  list(`/proc/${pid}/fd`).some((fd) => {
    const inode = /^socket:\[(\d+)\]$/.exec(link(`/proc/${pid}/fd/${fd}`))?.[1];
    return inode !== undefined && inodes.has(inode);
  });

// Processes come and go while we look, and those of others are closed to us: what cannot be read says nothing.
const orNothing =
  <T>(look: (path: string) => T, nothing: T) =>
  (path: string): T => {
    try {
      return look(path);
    } catch {
      return nothing; // see above
    }
  };
const read = orNothing((path) => readFileSync(path, "utf8"), "");
const list = orNothing<string[]>((path) => readdirSync(path), []);
const link = orNothing((path) => readlinkSync(path), "");
