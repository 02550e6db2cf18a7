// What each argument and each option's value is, so that it can be completed. Choices need no line, commander knows them;
// for everything else that a command takes a test asks for one, be it `text`.
import { Argument, type Command, type Option } from "commander";

export type Kind =
  | "activeIncident"
  | "resolvedIncident"
  | "anyIncident"
  | "activeKey"
  | "resolvedKey"
  | "component"
  | "componentLink"
  | "maintenance"
  | "anyMaintenance"
  | "comingMaintenance"
  | "runningMaintenance"
  | "workingMaintenance"
  | "comingOccurrence"
  | "group"
  | "page"
  | "subscriber"
  | "delivery"
  | "deadDelivery"
  | "teamTarget"
  | "source"
  | "token"
  | "context"
  | "postStatus"
  | "timeZone"
  | "apiMethod"
  | "apiPath"
  | "file"
  | "text";

/** By name, which a noun or a command may stand before: the longest that fits counts. */
const KINDS: Readonly<Record<string, Kind>> = {
  "ack <id>": "activeIncident",
  "unack <id>": "activeIncident",
  "assign <id>": "activeIncident",
  "snooze <id>": "activeIncident",
  "edit <id>": "activeIncident",
  "merge <id>": "activeIncident",
  "merge <into>": "activeIncident",
  "resolve <id>": "activeIncident",
  "show <id>": "anyIncident",
  "log <id>": "anyIncident",
  "note <id>": "anyIncident",
  "post <id>": "anyIncident",
  "post <status>": "postStatus",
  "close <id>": "resolvedIncident",
  "reopen <id>": "resolvedIncident",
  "--key": "activeKey",
  "open --key": "text",
  "close --key": "resolvedKey",
  "reopen --key": "resolvedKey",
  "--until-resolved": "activeIncident",

  "component <id>": "component",
  "--component": "component",
  "open --component": "componentLink",
  "edit --component": "componentLink",
  "post --component": "componentLink",
  "maintenance <id>": "maintenance",
  "maintenance log <id>": "anyMaintenance",
  "maintenance start <id>": "comingMaintenance",
  "maintenance verify <id>": "workingMaintenance",
  "maintenance end <id>": "runningMaintenance",
  "maintenance skip <id>": "comingOccurrence",
  "maintenance run <command>": "file",
  "--group": "group",
  "page token rotate <slug>": "page",
  "--page": "page",
  "subscriber <id>": "subscriber",
  "--subscriber": "subscriber",
  "delivery <id>": "delivery",
  "delivery retry <id>": "deadDelivery",
  "delivery test <target>": "teamTarget",
  "--incident": "anyIncident",
  "source <id>": "source",
  "--source": "source",
  "token <id>": "token",
  "context <name>": "context",
  "context add <name>": "text",
  "--context": "context",

  "api <method>": "apiMethod",
  "api <path>": "apiPath",
  "<file>": "file",
  "--config": "file",
  "--socket": "file",
  "--tz": "timeZone",

  "<title>": "text",
  "<text>": "text",
  "<name>": "text",
  "<post>": "text",
  "<target>": "text",
  "<who>": "text",
  "--announce-before": "text",
  "--at": "text",
  "--data": "text",
  "--days": "text",
  "--end": "text",
  "--expires": "text",
  "--for": "text",
  "--from": "text",
  "--if-version": "text",
  "--limit": "text",
  "--message": "text",
  "--month": "text",
  "--next": "text",
  "--only": "text",
  "--owner": "text",
  "--person": "text",
  "--reason": "text",
  "--remind": "text",
  "--rrule": "text",
  "--since": "text",
  "--start": "text",
  "--text": "text",
  "--timeout": "text",
  "--title": "text",
  "--to": "text",
  "--token": "text",
  "--until": "text",
  "--url": "text",
  "--verify": "text",
};

/** `maintenance show`: the words that lead to a command. */
export const pathOf = (command: Command): string =>
  command.parent ? `${pathOf(command.parent)} ${command.name()}`.trim() : "";

/** The names that an argument or option may stand under, the most particular first. */
export const namesOf = (command: Command, thing: Argument | Option): string[] => {
  const name = thing instanceof Argument ? `<${thing.name()}>` : (thing.long ?? thing.flags);
  const words = pathOf(command).split(" ");
  return [
    ...words.map((_, left) => words.slice(0, words.length - left)).map((path) => `${path.join(" ")} ${name}`),
    name,
  ];
};

export const kindOf = (command: Command, thing: Argument | Option): Kind | undefined =>
  namesOf(command, thing)
    .map((name) => KINDS[name])
    .find((kind) => kind !== undefined);

/** For the test that asks whether a line of the table means anything. */
export const KIND_NAMES: readonly string[] = Object.keys(KINDS);
