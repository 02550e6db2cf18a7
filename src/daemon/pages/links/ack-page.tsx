/** @jsxImportSource hono/jsx */
// What somebody sees who was paged: enough to decide whether to get up, and one button.
import type { TeamTarget } from "../../../config/schema.ts";
import { SYSTEM } from "../../../domain/actor.ts";
import { cleanLine, cleanLines } from "../../../domain/clean-text.ts";
import { cut } from "../../../domain/display-width.ts";
import { type Incident, isActive } from "../../../domain/incident.ts";
import type { Known } from "../../../domain/known.ts";
import { levelOfSeverity } from "../../../domain/level.ts";
import { timesIn } from "../../../domain/times.ts";
import { readKnown } from "../../store/known.ts";
import type { LinksDeps } from "./deps.ts";
import { Alert, Layout, type Site, Terminal } from "./layout.tsx";
import { describedBy, FieldFault } from "./scope-form.tsx";

export interface AckView {
  incident: Incident;
  /** Whose link it is; undefined: several people read there. */
  person: string | undefined;
  /** How the target is called that the link was sent to. */
  target: string;
  components: string[];
  known: Known;
  notes: number;
  words: (ms: number) => string;
  /** It was taken just now, by this link. */
  isDone?: boolean;
  /** As it was typed. */
  name?: string;
  fault?: string;
}

export const viewOf = (
  { store }: Pick<LinksDeps, "store">,
  { incident, target, timeZone }: { incident: Incident; target: TeamTarget; timeZone: string },
): AckView => {
  const ids = (store.incidents.linksOf([incident.id]).get(incident.id) ?? []).map((link) => link.componentId);
  const names = store.components.namesOf(ids);
  return {
    ...{ incident, person: target.person, target: target.name },
    components: ids.map((id) => cleanLine(names.get(id) ?? id)),
    known: readKnown(store, incident),
    notes: store.events.countNotes(incident.id),
    words: timesIn(timeZone).words,
  };
};

export const AckPage = ({ site, view }: { site: Site; view: AckView }) => {
  const { incident } = view;
  const title = cleanLine(incident.title);
  const level = levelOfSeverity(incident.severity);
  return (
    <Layout title={`#${incident.id} ${title}`} site={site}>
      <p class={`eyebrow${level ? ` is-${level}` : ""}`}>
        Incident {String(incident.id)} · <strong>{incident.severity}</strong>
      </p>
      <h1 class="title">
        <bdi>{title}</bdi>
      </h1>
      <Standing view={view} />
      {incident.state === "open" && <AckForm view={view} />}
      <Said known={view.known} />
      <div class="card facts">
        <dl>
          <Fact label="State">{incident.state}</Fact>
          <Fact label="Open since">{view.words(incident.openedAt)}</Fact>
          <Fact label="Components">
            <bdi>{view.components.join(", ") || "none named"}</bdi>
          </Fact>
          <Fact label="Who has it">
            <bdi>{isActive(incident.state) ? (incident.owner ?? "nobody yet") : "nobody any more"}</bdi>
          </Fact>
          <Fact label="Notes">
            <Notes view={view} />
          </Fact>
        </dl>
      </div>
      <Terminal command={incident.state === "open" ? `tocsin ack ${incident.id}` : `tocsin show ${incident.id}`} />
    </Layout>
  );
};

/** What its alerts say; of a group they mostly say the same. */
const Said = ({ known: { alerts = [], moreAlerts = 0 } }: { known: Known }) =>
  alerts.length > 0 && (
    <div class="card facts known">
      <dl>
        {distinct(alerts.map(({ summary }) => summary)).map((text) => (
          <Fact label="Summary">
            <Words text={text} />
          </Fact>
        ))}
        {distinct(alerts.map(({ description }) => description)).map((text) => (
          <Fact label="Description">
            <Words text={text} />
          </Fact>
        ))}
        {distinct(alerts.map(({ runbookUrl }) => runbookUrl)).map((url) => (
          <Fact label="Runbook">
            <Lead url={url} />
          </Fact>
        ))}
        {distinct(alerts.map(({ originUrl }) => originUrl)).map((url) => (
          <Fact label="Comes from">
            <Lead url={url} />
          </Fact>
        ))}
        {moreAlerts > 0 && <Fact label="Also firing">{String(moreAlerts)} more</Fact>}
      </dl>
    </div>
  );

const distinct = (texts: readonly (string | undefined)[]): string[] => [
  ...new Set(texts.filter((text) => text !== undefined)),
];

/** The words it was opened with, then how many notes were added. */
const Notes = ({ view: { known, notes } }: { view: AckView }) => {
  if (known.message === undefined) return <span>{notes === 0 ? "none" : String(notes)}</span>;
  return (
    <>
      <Words text={known.message} />
      {notes > 0 && <p>and {String(notes)} more</p>}
    </>
  );
};

const Words = ({ text }: { text: string }) => (
  <p class="known-words">
    <bdi>{cleanLines(text)}</bdi>
  </p>
);

/** Addresses of queries are long. */
const MAX_ADDRESS = 100;
/** It leads elsewhere, which is not to learn of this page's address. */
const Lead = ({ url }: { url: string }) => (
  <a href={url} rel="noreferrer">
    <bdi>{cut(url, MAX_ADDRESS)}</bdi>
  </a>
);

const Fact = ({ label, children }: { label: string; children: unknown }) => (
  <div>
    <dt>{label}</dt>
    <dd>{children}</dd>
  </div>
);

/** In one sentence, how it stands with it. */
const Standing = ({ view: { incident, person, isDone, words } }: { view: AckView }) => {
  const { state, owner, acknowledgedAt, mergedInto } = incident;
  if (state === "open") return <p class="standing is-open">Nobody has taken it yet.</p>;
  if (state === "acknowledged" && isDone)
    return (
      <p class="standing is-good" role="status">
        Acknowledged. <bdi>{owner}</bdi> has it now; the others are told, and nobody is paged again.
      </p>
    );
  if (state === "acknowledged")
    return (
      <p class="standing is-good">
        {owner === person ? "You have" : <bdi>{`${owner} has`}</bdi>} it since {words(acknowledgedAt!)}.
      </p>
    );
  if (mergedInto !== null) return <p class="standing">It went into incident {String(mergedInto)}: go on there.</p>;
  return <p class="standing is-good">{overWords(incident, words)} There is nothing left to acknowledge.</p>;
};

const overWords = ({ resolvedAt, resolvedBy, closedAt }: Incident, words: AckView["words"]): string => {
  if (resolvedAt === null) return closedAt === null ? "It is over." : `It was closed at ${words(closedAt)}.`;
  const by = resolvedBy === null || resolvedBy === SYSTEM.name ? "by itself" : `by ${resolvedBy}`;
  return `It was resolved ${by} at ${words(resolvedAt)}.`;
};

const AckForm = ({ view: { person, target, name = "", fault } }: { view: AckView }) => (
  <form class="card form" method="post">
    {fault !== undefined && (
      <Alert>
        <p>Not acknowledged yet.</p>
      </Alert>
    )}
    {person === undefined && (
      <div class="field">
        <label for="name">Your name</label>
        <p class="hint" id="name-hint">
          So that the others know who has it. Left empty, it is {target}.
        </p>
        <FieldFault of="name" error={fault} />
        <input
          id="name"
          name="name"
          type="text"
          autocomplete="nickname"
          maxlength={64}
          value={name}
          {...(fault === undefined ? {} : { "aria-invalid": "true" })}
          {...describedBy("name", fault)}
        />
      </div>
    )}
    <p class="actions">
      <button type="submit">{person === undefined ? "Acknowledge" : `Acknowledge as ${person}`}</button>
    </p>
  </form>
);
