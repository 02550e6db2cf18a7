/** @jsxImportSource hono/jsx */
// One entry of a feed as HTML, for programs that bring a style of their own: no class, and each moment with its zone.
import { raw } from "hono/html";
import type { PublicIncident } from "../../store/views/public-incidents.ts";
import type { PublicWindow } from "../../store/views/public-windows.ts";
import type { PageModel } from "../model.ts";
import { htmlOf } from "../said.ts";

interface OfIncident {
  incident: PublicIncident;
  model: PageModel;
}
interface OfWindow {
  window: PublicWindow;
  model: PageModel;
}

export const htmlOfIncident = (incident: PublicIncident, model: PageModel): string =>
  String(<Incident incident={incident} model={model} />);
export const htmlOfWindow = (window: PublicWindow, model: PageModel): string =>
  String(<Window window={window} model={model} />);

const Incident = ({ incident, model }: OfIncident) => (
  <>
    {incident.posts.map((post) => (
      <>
        <p>
          <strong>{model.words.posts[post.status]}</strong> <At ms={post.at} model={model} />
          {post.editedAt !== null && `, ${model.words.edited}`}
        </p>
        {raw(htmlOf(post.body))}
        {post.levels.length > 0 && (
          <p>
            {post.levels
              .map(({ componentId, to }) => `${model.components.get(componentId)?.name}: ${model.words.levels[to]}`)
              .join(", ")}
          </p>
        )}
      </>
    ))}
    <Components ids={incident.components} model={model} />
  </>
);

const Window = ({ window, model }: OfWindow) => {
  const { words } = model;
  return (
    <>
      <p>
        <strong>{words.windowStates[window.state]}</strong>
      </p>
      {window.updates.map((update) => (
        <>
          <p>
            <strong>{words.update}</strong> <At ms={update.at} model={model} />
          </p>
          {raw(htmlOf(update.body))}
        </>
      ))}
      {window.text !== null && raw(htmlOf(window.text))}
      <Times window={window} model={model} />
      <Components ids={window.components} model={model} />
    </>
  );
};

const Times = ({ window, model }: OfWindow) => {
  const { words } = model;
  const { startsAt, endsAt, startedAt, endedAt, nextAt } = window;
  return (
    <ul>
      <li>
        {words.planned}: <At ms={startsAt} model={model} /> {words.until} <At ms={endsAt} model={model} />
      </li>
      {startedAt !== null && (
        <li>
          {words.began}: <At ms={startedAt} model={model} />
        </li>
      )}
      {startedAt !== null && endedAt !== null && (
        <li>
          {words.ended}: <At ms={endedAt} model={model} />
        </li>
      )}
      {nextAt.map((ms) => (
        <li>
          {words.thenAgain}: <At ms={ms} model={model} />
        </li>
      ))}
    </ul>
  );
};

const Components = ({ ids, model }: { ids: readonly string[]; model: PageModel }) =>
  ids.length > 0 && (
    <p>
      {model.words.touched} {ids.flatMap((id) => model.components.get(id)?.name ?? []).join(", ")}
    </p>
  );

const At = ({ ms, model: { times } }: { ms: number; model: PageModel }) => (
  <time datetime={times.iso(ms)}>{times.words(ms)}</time>
);
