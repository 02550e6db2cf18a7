/** @jsxImportSource hono/jsx */
// Maintenance on the page: when, of what, and what was said of it.
import { raw } from "hono/html";
import type { PublicUpdate, PublicWindow } from "../store/views/public-windows.ts";
import { LevelWord } from "./level-word.tsx";
import type { PageModel } from "./model.ts";
import { htmlOf } from "./said.ts";
import { WORDS_OF_STATE } from "./words.ts";

/** The place of a window on the page, which is what its short link leads to. */
export const anchorOf = ({ id }: Pick<PublicWindow, "id">): string => `maintenance-${id}`;

export const Windows = ({
  heading,
  windows,
  model,
}: {
  heading: string;
  windows: readonly PublicWindow[];
  model: PageModel;
}) => {
  if (windows.length === 0) return null;
  const id = heading.toLowerCase().replaceAll(" ", "-");
  return (
    <section aria-labelledby={id}>
      <h2 id={id}>{heading}</h2>
      {windows.map((window) => (
        <Window window={window} model={model} />
      ))}
    </section>
  );
};

const Window = ({ window, model }: { window: PublicWindow; model: PageModel }) => {
  const span = model.times.span(window.startsAt, window.endsAt);
  return (
    <article id={anchorOf(window)} class="card window">
      <h3>
        <bdi>{window.title}</bdi>
        <LevelWord level="under_maintenance" words={WORDS_OF_STATE[window.state]} />
      </h3>
      <p class="when">
        <time datetime={model.times.iso(window.startsAt)}>{span.from}</time>
        {" to "}
        <time datetime={model.times.iso(window.endsAt)}>{span.to}</time>
      </p>
      {window.nextAt.length > 0 && (
        <p class="when">
          Then again{" "}
          {window.nextAt.map((at, index) => (
            <>
              {index > 0 && "; "}
              <time datetime={model.times.iso(at)}>{model.times.words(at)}</time>
            </>
          ))}
        </p>
      )}
      <p class="unseen">Components:</p>
      <ul class="touched">
        {window.components.map((id) => (
          <li>
            <bdi>{model.components.get(id)?.name}</bdi>
          </li>
        ))}
      </ul>
      {window.text !== null && <div class="words">{raw(htmlOf(window.text))}</div>}
      {window.updates.length > 0 && (
        <ol class="posts">
          {window.updates.map((update) => (
            <Update update={update} model={model} />
          ))}
        </ol>
      )}
    </article>
  );
};

const Update = ({ update, model }: { update: PublicUpdate; model: PageModel }) => (
  <li>
    <p class="said">
      <strong>Update</strong> <time datetime={model.times.iso(update.at)}>{model.times.words(update.at)}</time>
    </p>
    <div class="words">{raw(htmlOf(update.body))}</div>
  </li>
);
