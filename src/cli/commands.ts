// Every command, and where it lives. A command is loaded only when its name stands on the command line (or for help),
// so that what one of them needs does not slow the others.
import type { Register } from "./options.ts";

type Load = () => Promise<{ register: Register }>;

/** By heading of `tocsin --help`. Two words are a noun and its verb. */
export const COMMANDS: Record<string, Record<string, Load>> = {
  Incidents: {
    open: () => import("./commands/open.ts"),
    list: () => import("./commands/list.ts"),
    show: () => import("./commands/show.ts"),
    log: () => import("./commands/log.ts"),
    ack: () => import("./commands/ack.ts"),
    resolve: () => import("./commands/resolve.ts"),
    close: () => import("./commands/close.ts"),
    note: () => import("./commands/note.ts"),
  },
  Situation: {
    status: () => import("./commands/status.ts"),
    watch: () => import("./commands/watch.ts"),
    tui: () => import("./commands/tui.ts"),
    "component list": () => import("./commands/component-list.ts"),
  },
  Maintenance: {
    "maintenance schedule": () => import("./commands/maintenance-schedule.ts"),
    "maintenance list": () => import("./commands/maintenance-list.ts"),
    "maintenance show": () => import("./commands/maintenance-show.ts"),
    "maintenance cancel": () => import("./commands/maintenance-cancel.ts"),
  },
  Telling: {
    "subscriber add": () => import("./commands/subscriber-add.ts"),
    "subscriber list": () => import("./commands/subscriber-list.ts"),
    "subscriber remove": () => import("./commands/subscriber-remove.ts"),
    "delivery list": () => import("./commands/delivery-list.ts"),
  },
  Access: {
    "token create": () => import("./commands/token-create.ts"),
    "token list": () => import("./commands/token-list.ts"),
    "token revoke": () => import("./commands/token-revoke.ts"),
    whoami: () => import("./commands/whoami.ts"),
  },
  Running: {
    daemon: () => import("./commands/daemon.ts"),
    worker: () => import("./commands/worker.ts"),
    "config check": () => import("./commands/config-check.ts"),
    doctor: () => import("./commands/doctor.ts"),
    api: () => import("./commands/api.ts"),
    version: () => import("./commands/version.ts"),
  },
};

export const NOUNS: Record<string, string> = {
  component: "components and their levels",
  maintenance: "planned windows",
  subscriber: "who is told when a level changes",
  delivery: "what was told, and what is still to be told",
  token: "tokens for the API over TCP",
  config: "the config file",
};
