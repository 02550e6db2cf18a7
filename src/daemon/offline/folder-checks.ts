// What a start would find in the data folder.
import { accessSync, constants, existsSync, statfsSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Doctor } from "../../contract/log.ts";
import { FILES } from "../store/database.ts";
import { type DatabaseState, inspectLock } from "../store/inspect.ts";
import { inspectLinkKey, LINK_KEY_FILE, type LinkKeyState } from "../store/link-key.ts";

type Check = Doctor["checks"][number];

const USABLE = constants.R_OK | constants.W_OK | constants.X_OK;
const OWNER = "Run this as the daemon's user, or give the folder to yours; `data_dir` sets another.";

export const folderCheck = (dataDir: string): Check => {
  const name = "data folder";
  if (!existsSync(dataDir)) {
    const parent = standing(dirname(dataDir));
    return mayUse(parent)
      ? { name, state: "ok", detail: `${dataDir} is not there yet; the daemon makes it` }
      : { name, state: "failed", detail: `${dataDir} is not there, and you may not make it in ${parent}`, hint: OWNER };
  }
  const { mode } = statSync(dataDir);
  if (!mayUse(dataDir)) return { name, state: "failed", detail: `${dataDir} cannot be written by you`, hint: OWNER };
  if ((mode & 0o077) !== 0)
    return {
      ...{ name, state: "warning", detail: `${dataDir} is open to others (mode ${(mode & 0o777).toString(8)})` },
      hint: `The daemon closes it when it starts; now: \`chmod 700 ${dataDir}\`.`,
    };
  return { name, state: "ok", detail: `${dataDir}, writable, closed to others` };
};

const MIB = 1024 * 1024;
const GIB = 1024 * MIB;
/** Below this the next commits fail. */
const FULL_BYTES = 16 * MIB;
/** Room for the log of a busy day; beside it, an upgrade first copies the database. */
const SCARCE_BYTES = 256 * MIB;

export const diskCheck = (dataDir: string): Check => {
  const name = "disk";
  const { bavail, bsize } = statfsSync(standing(dataDir));
  const free = bavail * bsize;
  const detail = `${sizeText(free)} free`;
  if (free < FULL_BYTES) return { name, state: "failed", detail, hint: "Free some space: nothing could be saved." };
  if (free < SCARCE_BYTES + sizeOf(join(dataDir, FILES.database)))
    return { name, state: "warning", detail, hint: "Free some space: an upgrade copies the database first." };
  return { name, state: "ok", detail };
};

export const lockCheck = (dataDir: string): { check: Check; isHeld: boolean } => {
  const name = "lock";
  const lock = inspectLock(dataDir);
  if (lock.kind === "unreadable")
    return { isHeld: false, check: { name, state: "warning", detail: `cannot be read: ${lock.why}`, hint: OWNER } };
  if (lock.kind !== "held")
    return { isHeld: false, check: { name, state: "ok", detail: "nobody holds the data folder" } };
  return {
    isHeld: true,
    check: {
      ...{ name, state: "failed", detail: `pid ${lock.pid} holds the data folder and does not answer` },
      hint: `It may just be starting, or be stuck: see its log, and \`ps -p ${lock.pid}\`. A second daemon would be refused.`,
    },
  };
};

const BACKUP = "Restore a backup, or set another `data_dir`.";

export const databaseCheck = (database: DatabaseState): Check => {
  const name = "database";
  if (database.kind === "absent") return { name, state: "ok", detail: "none yet; the daemon makes it" };
  if (database.kind === "unreadable")
    return {
      name,
      state: "failed",
      detail: `cannot be read: ${database.why}`,
      hint: `${OWNER} If it is damaged: ${BACKUP}`,
    };
  const { schema, knownSchema, sizeBytes, faults } = database;
  if (schema > knownSchema)
    return {
      ...{
        name,
        state: "failed",
        detail: `is of a newer Tocsin (schema ${schema}; this one knows up to ${knownSchema})`,
      },
      hint: "Run the newer version, or restore a backup from before the upgrade.",
    };
  const [first] = faults ?? [];
  if (first !== undefined) return { name, state: "failed", detail: `is damaged: ${first}`, hint: BACKUP };
  const upgrade = schema < knownSchema ? `, which the next start upgrades to ${knownSchema} after a backup` : "";
  const checked = faults ? "no fault found" : "too large to be read through here";
  return { name, state: "ok", detail: `${sizeText(sizeBytes)}, schema ${schema}${upgrade}; ${checked}` };
};

const LINK_KEY: Record<LinkKeyState["kind"], Pick<Check, "state" | "detail" | "hint">> = {
  ok: { state: "ok", detail: "closed to others" },
  absent: { state: "ok", detail: "none yet; the daemon makes it" },
  damaged: {
    ...{ state: "failed", detail: `${LINK_KEY_FILE} does not hold a key` },
    hint: "Restore it from a backup, or remove it: links in messages that were sent will not work any more.",
  },
  "open to others": {
    ...{ state: "warning", detail: `${LINK_KEY_FILE} is open to others` },
    hint: "Whoever has it can make links that ack and unsubscribe: `chmod 600` it.",
  },
  unreadable: { state: "failed", detail: `${LINK_KEY_FILE} cannot be read by you`, hint: OWNER },
};
/** Before this one no message had a link. */
const FIRST_SCHEMA_WITH_LINKS = 3;
/** The key that links in messages are signed with. Where it was and is gone, a start would make another. */
export const linkKeyCheck = (dataDir: string, database: DatabaseState): Check => {
  const { kind } = inspectLinkKey(dataDir);
  const name = "link key";
  const wasThere = database.kind === "readable" && database.schema >= FIRST_SCHEMA_WITH_LINKS;
  if (kind !== "absent" || !wasThere) return { name, ...LINK_KEY[kind] };
  return {
    ...{ name, state: "warning", detail: `${LINK_KEY_FILE} is not there, and the daemon makes another` },
    hint: "Restore it from a backup if there is one: links in messages that were sent will not work without it.",
  };
};

const mayUse = (path: string): boolean => {
  try {
    accessSync(path, USABLE);
    return true;
  } catch {
    return false; // accessSync has no other way to say no
  }
};

/** The nearest folder above that is there; at last the root. */
const standing = (path: string): string => (existsSync(path) ? path : standing(dirname(path)));
const sizeOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0;
const sizeText = (bytes: number): string =>
  bytes < 10 * GIB ? `${(bytes / MIB).toFixed(bytes < 10 * MIB ? 1 : 0)} MiB` : `${Math.round(bytes / GIB)} GiB`;
