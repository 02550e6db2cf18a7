/** @jsxImportSource hono/jsx */
// Behind the link of a page to the team: what is wrong, who has it, and the button that takes it. Signed for one incident, one
// target and a time; GET only shows.
import type { Hono } from "hono";
import type { TeamTarget } from "../../../config/schema.ts";
import { Problem, problem } from "../../../contract/problem.ts";
import { PersonName } from "../../../contract/schemas/fields.ts";
import type { Actor } from "../../../domain/actor.ts";
import type { Incident } from "../../../domain/incident.ts";
import { readLink } from "../../../domain/link-token.ts";
import { ackIncident } from "../../actions/ack-incident.ts";
import { presentIncident } from "../../gate/present.ts";
import { AckPage, type AckView, viewOf } from "./ack-page.tsx";
import { contextOf, type Env, type LinksDeps, type Request, teamFrontOf } from "./deps.ts";
import { answerInWords, type Gone } from "./gone.tsx";
import { problemJson, refuseHurry } from "./problem-page.tsx";
import { readSent } from "./read-request.ts";
import { html, json, wantsJson } from "./reply.ts";

interface Found {
  incident: Incident;
  target: TeamTarget;
}

export const mountAck = (app: Hono<Env>, deps: LinksDeps): void => {
  app.get("/ack/:token", (c) => {
    const found = find(deps, c.req.param("token"));
    if ("gone" in found) return answerInWords(c, teamFrontOf(c, deps), found.gone);
    if (wantsJson(c)) return json(c, 200, presentIncident(deps.store, found.incident));
    return page(c, deps, found);
  });

  app.post("/ack/:token", async (c) => {
    const token = c.req.param("token");
    const found = find(deps, token);
    if ("gone" in found) return answerInWords(c, teamFrontOf(c, deps), found.gone);
    refuseHurry(deps.limits.waitOfLink(`ack ${token}`, deps.now()));
    const name = await nameIn(c, deps);
    try {
      const incident = await ack(c, deps, found, actorOf(found.target, name));
      if (wantsJson(c)) return json(c, 200, presentIncident(deps.store, incident));
      return page(c, deps, { ...found, incident }, { isDone: true });
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      if (wantsJson(c)) return problemJson(c, error);
      if (error.code === "invalid") return page(c, deps, found, { name, fault: error.message });
      if (error.code !== "conflict") throw error;
      // Somebody was faster, or it is over: the page as it is now says who and when.
      return page(c, deps, { ...found, incident: deps.store.incidents.get(found.incident.id)! });
    }
  });
};

const find = ({ store, team, now }: LinksDeps, token: string): Found | { gone: Gone } => {
  const numbers = readLink(store.linkKey, "ack", token);
  if (!numbers) return { gone: FORGED };
  const [incidentId, targetId, expires] = numbers as [number, number, number];
  const incident = store.incidents.get(incidentId);
  if (!incident) return { gone: FORGED };
  if (expires * 1000 <= now()) return { gone: expired(incidentId) };
  const row = store.subscribers.get(targetId);
  const target = row?.audience === "team" ? team().find((one) => one.name === row.target) : undefined;
  return target ? { incident, target } : { gone: dismissed(incidentId) };
};

const howElse = (id: number): string => `In a terminal: tocsin show ${id}, tocsin ack ${id}`;
const FORGED: Gone = {
  ...{ status: 404, title: "This link is not complete" },
  words: "Some of its characters are missing or wrong. Copy all of it from the message.",
  hint: "In a terminal: tocsin list",
};
const expired = (id: number): Gone => ({
  ...{ status: 410, title: "This link is too old" },
  words: `It could be used for some time after it was sent. A newer message about incident ${id} has a new one.`,
  hint: howElse(id),
});
const dismissed = (id: number): Gone => ({
  ...{ status: 410, title: "This link does not count any more" },
  words: "It was sent to somebody whom the config does not name any more.",
  hint: howElse(id),
});

const nameIn = async (c: Request, deps: LinksDeps): Promise<string> => {
  const sent = await readSent(c, deps);
  const name = sent.kind === "form" ? sent.fields.get("name") : (sent.value as { name?: unknown } | null)?.name;
  return typeof name === "string" ? name.trim() : "";
};

/** Whose the target is; else whoever says so; else the target itself, which several people may read. */
const actorOf = ({ person, name }: TeamTarget, given: string): Actor => {
  if (person !== undefined) return { kind: "person", name: person };
  if (given === "") return { kind: "token", name };
  const read = PersonName.safeParse(given);
  if (read.success) return { kind: "person", name: read.data };
  const fault = read.error.issues[0]!.message;
  throw problem("invalid", `A name ${fault}.`, {
    hint: "Leave it empty to acknowledge without one.",
    errors: [{ path: "name", message: fault }],
  });
};

const ack = async (c: Request, deps: LinksDeps, { incident: { id } }: Found, actor: Actor): Promise<Incident> => {
  const { reply } = await deps.perform(
    {
      ...{ verb: "ackIncident", action: ackIncident, present: (_, incident: Incident) => incident },
      target: () => `incident ${id}`,
    },
    contextOf(c, deps, { actor, role: "responder", by: "link" }),
    { id },
  );
  return reply;
};

const page = (c: Request, deps: LinksDeps, found: Found, more: Partial<AckView> = {}): Response => {
  const site = teamFrontOf(c, deps);
  const view = { ...viewOf(deps, { ...found, timeZone: site.page.time_zone }), ...more };
  return html(c, {
    status: more.fault === undefined ? 200 : 400,
    page: <AckPage site={site} view={view} />,
    isPersonal: true,
  });
};
