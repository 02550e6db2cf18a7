// A page whose history was made by the real verbs, and the words that try to break out of whatever they stand in.

import { cancelMaintenance } from "../../../src/daemon/actions/cancel-maintenance.ts";
import type { ActionContext, Done } from "../../../src/daemon/actions/context.ts";
import { type EditMaintenanceInput, editMaintenance } from "../../../src/daemon/actions/edit-maintenance.ts";
import { endMaintenance } from "../../../src/daemon/actions/end-maintenance.ts";
import { type OpenInput, openIncident } from "../../../src/daemon/actions/open-incident.ts";
import { createPerform } from "../../../src/daemon/actions/perform.ts";
import { type PostInput, postIncident } from "../../../src/daemon/actions/post-incident.ts";
import { type ScheduleInput, scheduleMaintenance } from "../../../src/daemon/actions/schedule-maintenance.ts";
import { startMaintenance } from "../../../src/daemon/actions/start-maintenance.ts";
import type { Tx } from "../../../src/daemon/store/store.ts";
import type { Verb } from "../../../src/domain/actor.ts";
import type { Incident } from "../../../src/domain/incident.ts";
import type { Maintenance } from "../../../src/domain/maintenance.ts";
import { makeSettings } from "../../support/settings.ts";
import { HOUR, NOON, openPage, type Shown } from "../support.ts";

export const SHOP: readonly Shown[] = [
  { id: "site", name: "Website" },
  { id: "api", name: "API", group: "Platform" },
  { id: "vault", name: "Vault-of-secrets", isHidden: true },
];

/** Ends of CDATA, of tags, lines and properties; other directions; what XML and UTF-8 have no place for. */
export const HOSTILE =
  "</title><script>alert(1)</script> ]]> and ]]>\" 'A, B; C\\ &amp; \u0000\u0007\u001b[31m\ufffe\ud800 \u202eمرحبا 🔥👩‍👩‍👧\r\nEND:VEVENT\r\nX-EVIL:1";
/** What of it readers see, on one line. */
export const SHOWN =
  "</title><script>alert(1)</script> ]]> and ]]>\" 'A, B; C\\ &amp; \ufffd مرحبا 🔥👩‍👩‍👧 END:VEVENT X-EVIL:1";

export const openHistory = async (
  page: Parameters<typeof openPage>[1] = {},
  shown: readonly Shown[] = SHOP,
  facts: Parameters<typeof openPage>[2] = {},
) => {
  const site = await openPage(shown, page, facts);
  const perform = createPerform(site.store);
  const context = (): ActionContext => ({
    ...{ actor: { kind: "person", name: "eve-of-oncall" }, role: "responder", now: site.clock.now },
    ...{ origin: "test", requestId: "r1", settings: makeSettings() },
  });
  const verb =
    <I, T>(name: Verb, action: (tx: Tx, ctx: ActionContext, input: I) => Done<T>) =>
    async (input: I): Promise<T> => {
      const { reply } = await perform({ verb: name, action, present: (_, value: T) => value }, context(), input);
      site.pages.wake();
      return reply;
    };
  const open = verb<OpenInput, Incident>("openIncident", openIncident);
  const post = verb<PostInput, Incident>("postIncident", postIncident);
  const schedule = verb<ScheduleInput, Maintenance>("scheduleMaintenance", scheduleMaintenance);
  return {
    ...site,
    /** An incident of the API with these public words, oldest first. */
    say: async (title: string, ...texts: string[]): Promise<number> => {
      const { id } = await open({ title, severity: "critical", components: [{ id: "api" }, { id: "vault" }] });
      for (const text of texts) await post({ id, status: "investigating", text, title });
      return id;
    },
    ...{ open, post },
    /** Of the API, from noon for two hours, unless it says otherwise. */
    plan: (input: Partial<ScheduleInput> & { title: string }): Promise<Maintenance> =>
      schedule({ components: ["api", "vault"], startsAt: NOON + HOUR, endsAt: NOON + 3 * HOUR, ...input }),
    edit: verb<EditMaintenanceInput, Maintenance>("editMaintenance", editMaintenance),
    cancel: verb<{ id: number }, Maintenance>("cancelMaintenance", cancelMaintenance),
    begin: verb<{ id: number }, Maintenance>("startMaintenance", startMaintenance),
    end: verb<{ id: number }, Maintenance>("endMaintenance", endMaintenance),
  };
};
