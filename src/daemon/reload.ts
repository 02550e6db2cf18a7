// The config in force, and how another one takes its place: all of it after its commit, or nothing.
import { type ConfigChange, diffConfigs } from "../config/diff.ts";
import { type LoadedConfig, loadConfig } from "../config/load.ts";
import type { Config } from "../config/schema.ts";
import type { ConfigDiff } from "../contract/config.ts";
import { Problem, problem } from "../contract/problem.ts";
import { type ActionContext, allow } from "./actions/context.ts";
import type { Perform, Performed, Replayable } from "./actions/perform.ts";
import { type ReloadInput, reloadConfig } from "./actions/reload-config.ts";
import type { ResolveAfter } from "./actions/renew-leases.ts";
import type { TeamFacts } from "./actions/sync-team.ts";
import type { Log } from "./log.ts";
import { dayZonesOf, settingsOf } from "./settings.ts";
import type { ComponentFacts } from "./store/components.ts";

export interface Reloading {
  /** The config in force; to be asked each time. */
  config: () => Config;
  /** What a reload would change; a problem with every fault where the file has some. */
  diff: () => ConfigDiff;
  /**
   * Reads the file again and applies all of it. Rejects with a problem, and has then applied nothing: `invalid` names
   * every fault of the file, `conflict` what only a restart takes over. Two at once are done one after the other.
   */
  reload: (ctx: ActionContext, replayable?: Replayable) => Promise<Performed<ConfigDiff>>;
}
export interface ReloadOptions {
  /** What the daemon was started with; its file is the one that is read again. */
  loaded: LoadedConfig;
  env: Readonly<Record<string, string | undefined>>;
  perform: Perform;
  log: Log;
  /** The new config is in force; what does not ask for it each time is told here. */
  onApplied: (before: Config) => void;
}

/** More than this in a reply help nobody. */
const MAX_FAULTS = 100;
/** More paths than this in an event are said by their sections. */
const MAX_PATHS = 100;

export const createReload = ({ loaded, env, perform, log, onApplied }: ReloadOptions): Reloading => {
  const { file } = loaded;
  let inForce = loaded;
  let lane: Promise<unknown> = Promise.resolve();

  const readWanted = (): LoadedConfig => {
    if (file !== null) return readOrRefuse(file, env);
    throw problem("conflict", "The daemon runs on the defaults, so there is no config file to read again.", {
      hint: "Write ./tocsin.yaml, or name a file with `tocsin daemon --config FILE`, and restart the daemon.",
    });
  };

  const apply = async (ctx: ActionContext, replayable?: Replayable): Promise<Performed<ConfigDiff>> => {
    let wanted = inForce;
    let changes: ConfigChange[] = [];
    const input = orRefusal((): ReloadInput => {
      allow(ctx, "reloadConfig"); // the file is not read for whoever may not ask
      wanted = readWanted();
      changes = diffConfigs(inForce, wanted);
      refuseRestart(changes);
      const resolveAfter = newPromises(inForce.config, wanted.config);
      return {
        components: factsOf(wanted.config),
        team: teamOf(wanted.config),
        dayZones: dayZonesOf(wanted.config),
        changed: pathsOf(changes),
        resolveAfter,
      };
    });
    let hasRun = false; // not when an Idempotency-Key is answered from its record
    const done = await perform(
      {
        verb: "reloadConfig",
        action: (tx, by, it: ReloadInput) => {
          // Windows over the page cover what it shows from now on.
          const result = reloadConfig(tx, { ...by, settings: settingsOf(wanted.config, file) }, it);
          hasRun = true;
          return result;
        },
        present: (): ConfigDiff => ({ file, changes }),
        target: () => file ?? "defaults",
      },
      ctx,
      input,
      replayable,
    );
    if (hasRun) takeOver(wanted);
    if (hasRun && done.result === "changed")
      log.info({ by: ctx.actor.name, origin: ctx.origin, changed: pathsOf(changes) }, "the config was reloaded");
    return done;
  };

  const takeOver = (wanted: LoadedConfig): void => {
    const before = inForce.config;
    inForce = wanted;
    onApplied(before);
  };

  return {
    config: () => inForce.config,
    diff: () => ({ file, changes: file === null ? [] : diffConfigs(inForce, readWanted()) }),
    reload: (ctx, replayable) => {
      const mine = lane.then(() => apply(ctx, replayable));
      lane = mine.catch(() => {}); // whoever asked is told; the next one goes on
      return mine;
    },
  };
};

/** What the store keeps of the config's components. */
export const factsOf = (config: Config): ComponentFacts[] =>
  config.components.map(({ id, name, description, group, hidden }, position) => ({
    ...{ id, name: name ?? id, description: description ?? null, group: group ?? null, position, isHidden: hidden },
  }));

/** Who is paged; where to stands in the config alone. */
export const teamOf = ({ notify }: Config): TeamFacts[] => notify.team.map(({ name, channel }) => ({ name, channel }));

export const resolveAfterOf = ({ sources }: Config): ResolveAfter =>
  Object.fromEntries(sources.flatMap(({ id, resolve_after: ms }) => (ms === null ? [] : [[id, ms] as const])));

const newPromises = (before: Config, after: Config): Record<string, number | null> => {
  const [old, now] = [resolveAfterOf(before), resolveAfterOf(after)];
  const sources = Object.keys({ ...old, ...now }).filter((source) => old[source] !== now[source]);
  return Object.fromEntries(sources.map((source) => [source, now[source] ?? null]));
};

/** A refusal goes into the command instead of past it, so that it is audited like every other. */
const orRefusal = (read: () => ReloadInput): ReloadInput => {
  try {
    return read();
  } catch (refusal) {
    if (refusal instanceof Problem) return { refusal };
    throw refusal;
  }
};

const readOrRefuse = (file: string, env: ReloadOptions["env"]): LoadedConfig => {
  const result = loadConfig(file, env);
  if (result.ok) return result.loaded;
  const errors = result.faults.slice(0, MAX_FAULTS).map(({ path, line, column, message }) => ({
    path: path || `${line}:${column}`,
    message: `line ${line}, column ${column}: ${message}`,
  }));
  const many = result.faults.length === 1 ? "a fault" : `${result.faults.length} faults`;
  throw problem("invalid", `The config file ${file} has ${many}; the config in force stays.`, {
    hint: "Mend the file, see `tocsin config check`, and reload again.",
    errors,
  });
};

const refuseRestart = (changes: readonly ConfigChange[]): void => {
  const stuck = changes.filter((change) => change.needsRestart).map((change) => change.path);
  if (stuck.length === 0) return;
  throw problem("conflict", `Only a restart takes over ${stuck.join(", ")}; nothing was applied.`, {
    hint: "Restart the daemon, or take that back and reload the rest. See `tocsin config diff`.",
  });
};

const pathsOf = (changes: readonly ConfigChange[]): string[] => {
  // Components that came and went are named by the event itself.
  const paths = changes.filter((change) => !isWholeComponent(change)).map((change) => change.path);
  return paths.length <= MAX_PATHS ? paths : [...new Set(paths.map((path) => path.split(".")[0]!))];
};
const isWholeComponent = ({ path, from, to }: ConfigChange): boolean =>
  /^components\.[^.]+$/.test(path) && (from === undefined || to === undefined);
