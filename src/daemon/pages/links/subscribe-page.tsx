/** @jsxImportSource hono/jsx */
// The form at /subscribe, and what is said when it was sent.
import type { Problem } from "../../../contract/problem.ts";
import type { Channel } from "../../../domain/channel.ts";
import type { Component } from "../../store/components.ts";
import { Alert, Layout, Notice, type Site } from "./layout.tsx";
import { describedBy, FieldFault, ScopeFields, Tick, type Ticked } from "./scope-form.tsx";
import { WORDS_OF_CHANNEL } from "./words.ts";

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
  const errors = faultsOf(fault);
  return (
    <Layout title={fault ? "Not sent yet" : "Get updates"} site={site}>
      <h1 class="title">Get updates</h1>
      <p class="lead">
        {typed.incident ? (
          <>
            You will hear what is posted about <strong>{<bdi>{typed.incident.title}</bdi>}</strong>, and of nothing
            else. <a href="/subscribe">Hear of everything instead</a>
          </>
        ) : (
          "Hear of problems and planned work as they happen. You can change what you get, or stop it, at any time."
        )}
      </p>
      {fault && <Faults fault={fault} count={errors.size} />}
      <form class="card form" method="post" action="/subscribe" novalidate>
        {typed.incident && <input type="hidden" name="incident" value={String(typed.incident.id)} />}
        <ChannelField channels={channels} typed={typed} error={errors.get("channel")} />
        <TargetField channels={channels} typed={typed} error={errors.get("target")} isFirst={!fault} />
        {!typed.incident && <ScopeFields components={components} ticked={typed} errors={errors} />}
        <p class="trap" aria-hidden="true">
          <label>
            Leave this empty
            <input type="text" name={TRAP} tabindex={-1} autocomplete="off" />
          </label>
        </p>
        <p class="actions">
          <button type="submit">Subscribe</button>
        </p>
        <p class="aside">We send one message with a link. Only when it is used are you subscribed.</p>
      </form>
    </Layout>
  );
};

const ChannelField = ({
  channels,
  typed,
  error,
}: {
  channels: readonly Channel[];
  typed: Typed;
  error: string | undefined;
}) =>
  channels.length === 1 ? (
    <input type="hidden" name="channel" value={channels[0]!} />
  ) : (
    <fieldset {...describedBy("channel", error)}>
      <legend>How?</legend>
      <FieldFault of="channel" error={error} />
      {channels.map((channel) => (
        <Tick
          type="radio"
          name="channel"
          value={channel}
          isOn={channel === typed.channel}
          label={WORDS_OF_CHANNEL[channel].name}
          hint={WORDS_OF_CHANNEL[channel].hint}
        />
      ))}
    </fieldset>
  );

const TargetField = ({
  channels,
  typed,
  error,
  isFirst,
}: {
  channels: readonly Channel[];
  typed: Typed;
  error: string | undefined;
  isFirst: boolean;
}) => {
  const isMail = channels.length === 1 && channels[0] === "email";
  const only = channels.length === 1 ? WORDS_OF_CHANNEL[channels[0]!] : undefined;
  const descriptions = [...(only ? ["target-hint"] : []), ...(error === undefined ? [] : ["target-fault"])];
  return (
    <div class="field">
      <label for="target">{only?.target ?? "Address"}</label>
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
        autofocus={error !== undefined || isFirst}
      />
    </div>
  );
};

/** What stands above the form: how many fields are wrong, or why it was not taken at all. */
export const Faults = ({ fault, count }: { fault: Problem; count: number }) => (
  <Alert>
    {count === 0 ? (
      <p>
        {fault.message} {fault.hint}
      </p>
    ) : (
      <p>
        {count === 1 ? "One thing has to be corrected" : `${count} things have to be corrected`}; nothing was sent yet.
      </p>
    )}
  </Alert>
);

/** By field, in words that stand beside it. */
export const faultsOf = (fault: Problem | undefined): Map<string, string> => {
  const faults = new Map<string, string>();
  for (const { path, message } of fault?.errors ?? []) {
    const field = /^\w+/.exec(path)?.[0] ?? path;
    const words = field === "target" ? `This ${message}` : message;
    if (!faults.has(field)) faults.set(field, sentence(words));
  }
  return faults;
};
const sentence = (text: string): string =>
  `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.?!]$/.test(text) ? "" : "."}`;

export const AskedPage = ({ site, words }: { site: Site; words: string }) => (
  <Layout title="Look for our message" site={site}>
    <Notice title="Look for our message" tone="good">
      <p>{words}</p>
      <p>Nothing there after some minutes? Look among the junk, and at how the address was written.</p>
      <p>
        <a href="/subscribe">Subscribe something else</a>
      </p>
    </Notice>
  </Layout>
);
