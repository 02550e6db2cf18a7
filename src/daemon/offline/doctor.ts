// The half of `tocsin doctor` that needs no daemon: what a start would find, and what stands in its way. It only looks.
import { type ConfigFault, formatFault, loadConfig } from "../../config/load.ts";
import { DEFAULT_LISTEN, dataDirOf, findConfigFile, socketPathOf } from "../../config/places.ts";
import { type Places, readPlaces } from "../../config/read-places.ts";
import type { Doctor } from "../../contract/log.ts";
import { Problem } from "../../contract/problem.ts";
import { VERSION } from "../../contract/version.ts";
import { inspectDatabase } from "../store/inspect.ts";
import { portCheck, socketCheck } from "./door-checks.ts";
import { databaseCheck, diskCheck, folderCheck, linkKeyCheck, lockCheck } from "./folder-checks.ts";

type Check = Doctor["checks"][number];
type Env = Readonly<Record<string, string | undefined>>;

export interface OfflineOptions {
  /** The config file that was named; undefined: the one that a daemon would find. */
  configFile: string | undefined;
  /** The socket that was named; undefined: the config's. */
  socket: string | undefined;
  env: Env;
}

/** What was looked at, in the order of a start. */
export const examineOffline = async ({ configFile, socket, env }: OfflineOptions): Promise<Check[]> => {
  const file = findConfigFile(configFile, env);
  const config = configCheck(file, env);
  const before = [programCheck(), config.check];
  const places = placesIn(file, env);
  if (!places) return before;
  const dataDir = dataDirOf(places, env);
  const folder = folderCheck(dataDir);
  // Into a folder that is closed to us nobody can look.
  const lock = folder.state === "failed" ? undefined : lockCheck(dataDir);
  return [
    ...[...before, folder, diskCheck(dataDir)],
    ...(lock ? [lock.check, ...databaseChecks(dataDir)] : []),
    await socketCheck(() => socket ?? socketPathOf(places, env)),
    // A lock that could not be looked at may be held.
    ...(config.listen ? [await portCheck(config.listen, lock?.isHeld ?? true)] : []),
  ];
};

const databaseChecks = (dataDir: string): Check[] => {
  const database = inspectDatabase(dataDir);
  return [databaseCheck(database), linkKeyCheck(dataDir, database)];
};

const MIN_NODE = 26;
const programCheck = (): Check => {
  const { node } = process.versions;
  const detail = `tocsin ${VERSION}, Node ${node}`;
  if (Number.parseInt(node, 10) >= MIN_NODE) return { name: "program", state: "ok", detail };
  return { name: "program", state: "failed", detail, hint: `It needs Node ${MIN_NODE} or newer.` };
};

const configCheck = (file: string | null, env: Env): { check: Check; listen?: string } => {
  const name = "config";
  if (file === null)
    return { check: { name, state: "ok", detail: "no file; the defaults rule" }, listen: DEFAULT_LISTEN };
  try {
    const result = loadConfig(file, env);
    if (!result.ok) return { check: { name, state: "failed", ...faultsInWords(result.file, result.faults) } };
    return { check: { name, state: "ok", detail: file }, listen: result.loaded.config.server.listen };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return { check: { name, state: "failed", detail: error.message, ...(error.hint ? { hint: error.hint } : {}) } };
  }
};

const faultsInWords = (file: string, faults: readonly ConfigFault[]): Pick<Check, "detail" | "hint"> => ({
  detail: `${faults.length === 1 ? "1 fault" : `${faults.length} faults, the first`}: ${formatFault(file, faults[0]!)}`,
  hint: "A daemon does not start with it; see all faults with `tocsin config check`.",
});

/** Where things are by a config, however faulty the rest of it; undefined when not even that can be read. */
const placesIn = (file: string | null, env: Env): Places | undefined => {
  if (file === null) return { server: {} };
  try {
    return readPlaces(file, env);
  } catch (error) {
    if (error instanceof Problem) return undefined; // the check of the config has said why
    throw error;
  }
};
