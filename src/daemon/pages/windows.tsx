/** @jsxImportSource hono/jsx */
// Maintenance on the page: when, of what, and what was said of it.
import { raw } from "hono/html";
import type { Level } from "../../domain/level.ts";
import type { PublicUpdate, PublicWindow } from "../store/views/public-windows.ts";
import { Moment, Span } from "./frame.tsx";
import { LevelWord } from "./level-word.tsx";
import type { PageModel } from "./model.ts";
import { Section, Touched } from "./parts.tsx";
import { htmlOf } from "./said.ts";

/** Where it stays for good, below the address of its page. */
export const addressOfWindow = ({ id }: Pick<PublicWindow, "id">): string => `/maintenance/${id}`;

/** When what is known of it last changed, epoch ms. */
export const windowChangedAt = ({ changedAt, createdAt, startsAt, updates }: PublicWindow): number =>
  changedAt ?? Math.max(createdAt ?? startsAt, updates[0]?.at ?? 0);

interface Props {
  windows: readonly PublicWindow[];
  model: PageModel;
}
/** A section of their own, or nothing where there is none. */
export const Windows = ({ id, heading, ...props }: Props & { id: string; heading: string }) =>
  props.windows.length > 0 && (
    <Section id={id} heading={heading}>
      <WindowCards {...props} />
    </Section>
  );

export const WindowCards = ({ windows, model }: Props) => (
  <>
    {windows.map((window) => (
      <Article window={window} model={model} />
    ))}
  </>
);

const Article = ({ window, model }: { window: PublicWindow; model: PageModel }) => (
  <article id={`maintenance-${window.id}`} class={`card window is-${toneOfWindow(window)}`}>
    <h3>
      <a href={model.base + addressOfWindow(window)}>
        <bdi>{window.title}</bdi>
      </a>
      <LevelWord level={toneOfWindow(window)} words={model.words.windowStates[window.state]} />
    </h3>
    <p class="when">
      <Span from={window.startsAt} to={window.endsAt} model={model} />
    </p>
    {window.nextAt.length > 0 && (
      <p class="when">
        {model.words.thenAgain}{" "}
        {window.nextAt.map((at, index) => (
          <>
            {index > 0 && "; "}
            <Moment at={at} model={model} />
          </>
        ))}
      </p>
    )}
    <WindowStory window={window} model={model} />
  </article>
);

/** Done is done; what was called off was never done. */
export const toneOfWindow = ({ state }: PublicWindow): Level =>
  state === "completed" ? "operational" : "under_maintenance";

export const WindowStory = ({ window, model }: { window: PublicWindow; model: PageModel }) => (
  <>
    <Touched components={window.components} model={model} />
    {window.text !== null && <div class="words">{raw(htmlOf(window.text))}</div>}
    {window.updates.length > 0 && (
      <ol class="posts">
        {window.updates.map((update) => (
          <Update update={update} model={model} />
        ))}
      </ol>
    )}
  </>
);

const Update = ({ update, model }: { update: PublicUpdate; model: PageModel }) => (
  <li>
    <p class="said">
      <strong>{model.words.update}</strong> <Moment at={update.at} model={model} />
    </p>
    <div class="words">{raw(htmlOf(update.body))}</div>
  </li>
);
