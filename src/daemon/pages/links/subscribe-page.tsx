/** @jsxImportSource hono/jsx */
// The form at /subscribe, and what is said when it was sent.
import type { Problem } from "../../../contract/problem.ts";
import type { Channel } from "../../../domain/channel.ts";
import type { Component } from "../../store/components.ts";
import type { Words } from "../locales/index.ts";
import { type Field, faultsOf, namesOfScope, Summary } from "./faults.tsx";
import { Layout, Notice, Sentence, type Site } from "./layout.tsx";
import { describedBy, FieldFault, ScopeFields, scopeFieldsOf, Tick, type Ticked } from "./scope-form.tsx";

/** As it was typed, right or wrong. */
export interface Typed extends Ticked {
  channel: Channel;
  target: string;
  /** The one that all of it is about. */
  incident: { id: number; title: string } | null;
}
/** Nobody sees this field; programs that fill in whatever there is do. */
export const TRAP = "remarks";

interface Props {
  site: Site;
  channels: readonly Channel[];
  components: readonly Component[];
  typed: Typed;
  /** Why it was not taken. */
  fault: Problem | undefined;
}

export const SubscribePage = ({ site, channels, components, typed, fault }: Props) => {
  const { words, base } = site;
  const { subscribe } = words.links;
  const isOneChannel = channels.length === 1;
  const shown: Field[] = [
    ...(isOneChannel ? [] : (["channel"] as const)),
    ...["target" as const, ...(typed.incident ? [] : scopeFieldsOf(components))],
  ];
  const faults = faultsOf(fault, { filled: typed, shown, words });
  const fields = { channels, typed, links: words.links };
  return (
    <Layout title={fault ? subscribe.titleOfFaulty : subscribe.title} site={site}>
      <h1 class="title">{subscribe.title}</h1>
      <Lead incident={typed.incident} words={subscribe} base={base} />
      {fault && <Summary faults={faults} count={words.links.faults.notSent} names={namesOf(fields)} />}
      <form class="card form" method="post" action={`${base}/subscribe`} novalidate>
        {typed.incident && <input type="hidden" name="incident" value={String(typed.incident.id)} />}
        {isOneChannel ? (
          <input type="hidden" name="channel" value={channels[0]!} />
        ) : (
          <ChannelField {...fields} error={faults.byField.get("channel")} />
        )}
        <TargetField {...fields} error={faults.byField.get("target")} />
        {!typed.incident && (
          <ScopeFields components={components} ticked={typed} errors={faults.byField} links={words.links} />
        )}
        <p class="trap" aria-hidden="true">
          <label>
            {subscribe.trap}
            <input type="text" name={TRAP} tabindex={-1} autocomplete="off" />
          </label>
        </p>
        <p class="actions">
          <button type="submit">{subscribe.send}</button>
        </p>
        <p class="aside">{subscribe.afterwards}</p>
      </form>
    </Layout>
  );
};

const Lead = ({
  incident,
  words,
  base,
}: Pick<Typed, "incident"> & { words: Words["links"]["subscribe"]; base: string }) => (
  <p class="lead">
    {incident ? (
      <>
        <Sentence
          of={words.leadOfIncident}
          incident={
            <strong>
              <bdi>{incident.title}</bdi>
            </strong>
          }
        />{" "}
        <a href={`${base}/subscribe`}>{words.everything}</a>
      </>
    ) : (
      words.lead
    )}
  </p>
);

interface FieldProps {
  channels: readonly Channel[];
  typed: Typed;
  links: Words["links"];
}
/** What the target is called, where there is one channel only. */
const onlyOf = ({ channels, links }: Pick<FieldProps, "channels" | "links">) =>
  channels.length === 1 ? links.channels[channels[0]!] : undefined;

const namesOf = (props: Pick<FieldProps, "channels" | "links">): Record<Field, string> => ({
  ...namesOfScope(props.links),
  ...{ channel: props.links.subscribe.how, target: onlyOf(props)?.target ?? props.links.subscribe.address },
});

const ChannelField = ({ channels, typed, links, error }: FieldProps & { error: string | undefined }) => (
  <fieldset id="channel" {...describedBy("channel", error)}>
    <legend>{links.subscribe.how}</legend>
    <FieldFault of="channel" error={error} />
    {channels.map((channel) => (
      <Tick
        type="radio"
        name="channel"
        value={channel}
        isOn={channel === typed.channel}
        label={links.channels[channel].name}
        hint={links.channels[channel].hint}
      />
    ))}
  </fieldset>
);

const TargetField = ({ channels, typed, links, error }: FieldProps & { error: string | undefined }) => {
  const isMail = channels.length === 1 && channels[0] === "email";
  const only = onlyOf({ channels, links });
  const descriptions = [...(only ? ["target-hint"] : []), ...(error === undefined ? [] : ["target-fault"])];
  return (
    <div class="field">
      <label for="target">{namesOf({ channels, links }).target}</label>
      {only && (
        <p class="hint" id="target-hint">
          {only.hint}
        </p>
      )}
      <FieldFault of="target" error={error} />
      <input
        id="target"
        name="target"
        type={isMail ? "email" : "text"}
        {...(isMail ? { autocomplete: "email", inputmode: "email" } : { autocomplete: "off" })}
        required
        autocapitalize="none"
        spellcheck={false}
        maxlength={2000}
        value={typed.target}
        {...(error === undefined ? {} : { "aria-invalid": "true" })}
        {...(descriptions.length > 0 ? { "aria-describedby": descriptions.join(" ") } : {})}
      />
    </div>
  );
};

export const AskedPage = ({ site, who }: { site: Site; who: string | null }) => {
  const { asked } = site.words.links;
  return (
    <Layout title={asked.title} site={site}>
      <Notice title={asked.title} tone="good">
        <p>{asked.sent(who ?? asked.thisTarget)}</p>
        <p>{asked.lost}</p>
        <p>
          <a href={`${site.base}/subscribe`}>{asked.more}</a>
        </p>
      </Notice>
    </Layout>
  );
};
