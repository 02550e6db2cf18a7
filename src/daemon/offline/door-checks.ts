// Whether the doors are free that a start would open.
import { type Stats, statSync } from "node:fs";
import { connect, createServer } from "node:net";
import type { Doctor } from "../../contract/log.ts";
import { Problem } from "../../contract/problem.ts";
import { listenerOn } from "./listener.ts";

type Check = Doctor["checks"][number];

/** Both are on this machine: who does not answer by then does not. */
const WAIT_MS = 1000;

export const socketCheck = async (find: () => string): Promise<Check> => {
  const name = "socket";
  try {
    return { name, ...(await stateOfSocket(find())) };
  } catch (error) {
    if (!(error instanceof Problem)) throw error; // a path that is too long
    return { name, state: "failed", detail: error.message, ...(error.hint ? { hint: error.hint } : {}) };
  }
};

const stateOfSocket = async (path: string): Promise<Omit<Check, "name">> => {
  const stat = lookAt(path);
  if (stat === "closed")
    return {
      state: "warning",
      detail: `${path} is in a folder that is closed to you`,
      hint: "Run this as the daemon's user.",
    };
  if (!stat) return { state: "ok", detail: `${path} is not there; the daemon makes it` };
  if (!stat.isSocket())
    return {
      state: "failed",
      detail: `${path} is in the way: it is not a socket`,
      hint: "Move it, or set `server: { socket: PATH }`.",
    };
  const outcome = await tryToConnect(path);
  if (outcome === "ECONNREFUSED")
    return { state: "ok", detail: `${path} is left over, nobody listens; the next daemon replaces it` };
  if (outcome === "EACCES")
    return {
      state: "warning",
      detail: `${path} may not be opened by you`,
      hint: "Join its group, or use a token over TCP.",
    };
  return {
    state: "failed",
    detail: outcome
      ? `${path} cannot be opened (${outcome})`
      : `${path} is open, and who listens there does not answer`,
    hint: "A daemon may be stuck: see its log, and restart it.",
  };
};

const lookAt = (path: string): Stats | undefined | "closed" => {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EACCES") return "closed";
    throw error;
  }
};

/** Resolves with the code of what went wrong; with null when somebody took the connection. */
const tryToConnect = (path: string): Promise<string | null> =>
  new Promise((resolve) => {
    const probe = connect(path);
    const end = (outcome: string | null): void => {
      probe.destroy();
      resolve(outcome);
    };
    probe.setTimeout(WAIT_MS, () => end("ETIMEDOUT"));
    probe.once("connect", () => end(null));
    probe.once("error", (error: NodeJS.ErrnoException) => end(error.code ?? error.message));
  });

const ELSEWHERE = "Set `server: { listen: HOST:PORT }` to a free port of this machine.";

/** With the lock held somebody may be starting just now, so that not even for a moment we take the port ourselves. */
export const portCheck = async (listen: string, isLockHeld: boolean): Promise<Check> => {
  const name = "port";
  const split = listen.lastIndexOf(":");
  const host = listen.slice(0, split).replace(/^\[|\]$/g, "");
  const port = Number(listen.slice(split + 1));
  if (port === 0) return { name, state: "ok", detail: `${listen}: any that is free` };
  const holder = listenerOn(port);
  const outcome = isLockHeld ? (holder ? "EADDRINUSE" : null) : await tryToListen(host, port);
  if (outcome === null) return { name, state: "ok", detail: `${listen} is free` };
  if (outcome === "EADDRINUSE")
    return {
      name,
      state: "failed",
      detail: `${listen} is taken${holder ? ` by ${holder}` : ""}`,
      hint: `Stop that, or: ${ELSEWHERE}`,
    };
  const why = outcome === "EACCES" ? "takes rights that you do not have" : `cannot be opened (${outcome})`;
  return { name, state: "failed", detail: `${listen} ${why}`, hint: ELSEWHERE };
};

const tryToListen = (host: string, port: number): Promise<string | null> =>
  new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    probe.listen(port, host, () => probe.close(() => resolve(null)));
  });
