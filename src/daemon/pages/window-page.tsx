/** @jsxImportSource hono/jsx */
// One window on a page of its own: what was planned, what really happened, and what was said of it.
import type { PublicWindow } from "../store/views/public-windows.ts";
import { Frame, Moment, Span, type Watch } from "./frame.tsx";
import { Icon } from "./icons.tsx";
import type { PageModel } from "./model.ts";
import { addressOfWindow, toneOfWindow, WindowStory, windowChangedAt } from "./windows.tsx";

export const htmlWindow = (window: PublicWindow, model: PageModel, watch: Watch): string =>
  `<!DOCTYPE html>\n${<Page window={window} model={model} watch={watch} />}\n`;

const Page = ({ window, model, watch }: { window: PublicWindow; model: PageModel; watch: Watch }) => {
  const level = toneOfWindow(window);
  return (
    <Frame
      {...{ model, watch, level }}
      headline={window.title}
      path={addressOfWindow(window)}
      changedAt={windowChangedAt(window)}
    >
      <div id="banner" class={`banner is-${level}`}>
        <Icon level={level} />
        <div>
          <h1>
            <bdi>{window.title}</bdi>
          </h1>
          <p>{model.words.windowStates[window.state]}</p>
        </div>
      </div>
      <section id="story">
        <h2>{model.words.whatIsPlanned}</h2>
        <article class={`card window is-${level}`}>
          <Times window={window} model={model} />
          <WindowStory window={window} model={model} />
        </article>
      </section>
    </Frame>
  );
};

const Times = ({ window, model }: { window: PublicWindow; model: PageModel }) => {
  const { words } = model;
  return (
    <dl class="times">
      <div>
        <dt>{words.planned}</dt>
        <dd>
          <Span from={window.startsAt} to={window.endsAt} model={model} />
        </dd>
      </div>
      {window.startedAt !== null && (
        <div>
          <dt>{words.began}</dt>
          <dd>
            <Moment at={window.startedAt} model={model} />
          </dd>
        </div>
      )}
      {window.startedAt !== null && window.endedAt !== null && (
        <div>
          <dt>{words.ended}</dt>
          <dd>
            <Moment at={window.endedAt} model={model} />
          </dd>
        </div>
      )}
    </dl>
  );
};
