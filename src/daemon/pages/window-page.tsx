/** @jsxImportSource hono/jsx */
// One window on a page of its own: what was planned, what really happened, and what was said of it.
import { isOver } from "../../domain/maintenance.ts";
import type { PublicWindow } from "../store/views/public-windows.ts";
import { Frame, Moment, Span, type Watch } from "./frame.tsx";
import type { PageModel } from "./model.ts";
import { Banner, Section } from "./parts.tsx";
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
      <Banner level={level} words={model.words.windowStates[window.state]}>
        <bdi>{window.title}</bdi>
      </Banner>
      <Section id="story" heading={isOver(window.state) ? model.words.whatWasPlanned : model.words.whatIsPlanned}>
        <article class={`card window is-${level}`}>
          <Times window={window} model={model} />
          <WindowStory window={window} model={model} />
        </article>
      </Section>
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
