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
    unack: () => import("./commands/unack.ts"),
    assign: () => import("./commands/assign.ts"),
    snooze: () => import("./commands/snooze.ts"),
    note: () => import("./commands/note.ts"),
    edit: () => import("./commands/edit.ts"),
    merge: () => import("./commands/merge.ts"),
    resolve: () => import("./commands/resolve.ts"),
    reopen: () => import("./commands/reopen.ts"),
    close: () => import("./commands/close.ts"),
  },
  Situation: {
    status: () => import("./commands/status.ts"),
    watch: () => import("./commands/watch.ts"),
    wait: () => import("./commands/wait.ts"),
    tui: () => import("./commands/tui.ts"),
    report: () => import("./commands/report.ts"),
    "component list": () => import("./commands/component-list.ts"),
    "component override": () => import("./commands/component-override.ts"),
    "component clear": () => import("./commands/component-clear.ts"),
    "component show": () => import("./commands/component-show.ts"),
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
  "Senders of alerts": {
    "source list": () => import("./commands/source-list.ts"),
    "source log": () => import("./commands/source-log.ts"),
  },
  Access: {
    "token create": () => import("./commands/token-create.ts"),
    "token list": () => import("./commands/token-list.ts"),
    "token revoke": () => import("./commands/token-revoke.ts"),
    whoami: () => import("./commands/whoami.ts"),
    audit: () => import("./commands/audit.ts"),
  },
  "This machine": {
    "context add": () => import("./commands/context-add.ts"),
    "context use": () => import("./commands/context-use.ts"),
    "context list": () => import("./commands/context-list.ts"),
    "context remove": () => import("./commands/context-remove.ts"),
    completion: () => import("./commands/completion.ts"),
  },
  Running: {
    daemon: () => import("./commands/daemon.ts"),
    worker: () => import("./commands/worker.ts"),
    reload: () => import("./commands/reload.ts"),
    "config check": () => import("./commands/config-check.ts"),
    "config show": () => import("./commands/config-show.ts"),
    "config diff": () => import("./commands/config-diff.ts"),
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
  source: "senders of alerts, and what they sent",
  token: "tokens for the API over TCP",
  context: "daemons that this program can talk to, by name",
  config: "the config file",
};
