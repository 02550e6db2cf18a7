// Processes of a benchmark: every one ends with it, and speaks over IPC where it is a helper of ours.
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A certificate store that the environment adds is read at every start, by whatever starts. */
export const ENV: NodeJS.ProcessEnv = { ...process.env, NODE_EXTRA_CA_CERTS: undefined };
export const ROOT = join(import.meta.dirname, "../..");
const END_MS = 15_000;

type Cleanup = () => Promise<void> | void;
const cleanups: Cleanup[] = [];
export const atEnd = (cleanup: Cleanup): void => {
  cleanups.push(cleanup);
};
/** Undoes what the benchmark started, newest first. */
export const cleanUp = async (): Promise<void> => {
  for (let cleanup = cleanups.pop(); cleanup; cleanup = cleanups.pop()) await cleanup();
};

export const tempDir = (): string => {
  const dir = mkdtempSync(join(tmpdir(), "tocsin-bench-"));
  atEnd(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
};

/** Ends a process and waits for it; one that will not go is killed. */
export const end = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, "exit");
  const force = setTimeout(() => child.kill("SIGKILL"), END_MS);
  child.kill("SIGTERM");
  await gone;
  clearTimeout(force);
};

export interface Helper {
  pid: number;
  /** One question, one answer; asked one after another. */
  ask: <A>(question: object) => Promise<A>;
}

/** A helper in its own process, so that its work is not on the loop that is measured. */
export const startHelper = async (file: string, args: readonly string[] = []): Promise<Helper> => {
  const child = fork(file, args, {
    env: ENV,
    serialization: "advanced",
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  atEnd(() => end(child));
  await answer(child, file);
  const ask = async <A>(question: object): Promise<A> => {
    const reply = answer(child, file);
    child.send(question);
    return (await reply) as A;
  };
  return { pid: child.pid ?? 0, ask };
};

/** The next message; a helper that ends instead has said why on stderr. */
const answer = (child: ChildProcess, file: string): Promise<unknown> =>
  new Promise((resolve, reject) => {
    const onExit = (): void => reject(new Error(`${file} ended before it answered`));
    child.once("exit", onExit);
    child.once("message", (message) => {
      child.off("exit", onExit);
      resolve(message);
    });
  });

/** The other end: says that it is ready, then answers each question in turn. */
export const serve = <Q, A>(handle: (question: Q) => Promise<A> | A): void => {
  process.on("message", async (question) => process.send?.(await handle(question as Q)));
  process.once("SIGTERM", () => process.exit());
  process.send?.("ready");
};

/** Resident memory in MiB, as the kernel counts it. */
export const residentMib = (pid: number): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) / 1024;

/** Milliseconds of processor time that a process has used, all its threads together; the kernel counts in steps of 10. */
export const processorMs = (pid: number): number => {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
    .replace(/^.*\) /s, "")
    .split(" ");
  return (Number(fields[11]) + Number(fields[12])) * 10;
};

/** Milliseconds that the main thread of a process ran so far, exactly; what it stood ready while others had the processor is not in it. */
export const mainThreadMs = (pid: number): number => scheduled(pid)[0]!;
/** How long it stood ready so. */
export const mainThreadWaitedMs = (pid: number): number => scheduled(pid)[1]!;

const scheduled = (pid: number): number[] =>
  readFileSync(`/proc/${pid}/task/${pid}/schedstat`, "utf8")
    .split(" ")
    .map((ns) => Number(ns) / 1e6);

/** Milliseconds of a clock that all processes of this machine share. */
export const sharedNow = (): number => Number(process.hrtime.bigint()) / 1e6;

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
