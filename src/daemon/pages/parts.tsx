/** @jsxImportSource hono/jsx */
// Parts that several pages for readers are made of.
import type { PropsWithChildren } from "hono/jsx";
import type { Level } from "../../domain/level.ts";
import { Icon } from "./icons.tsx";
import type { PageModel } from "./model.ts";

/** What it is about and how that is, at its head. */
export const Banner = ({ level, words, children }: PropsWithChildren<{ level: Level; words: string }>) => (
  <div id="banner" class={`banner is-${level}`}>
    <Icon level={level} />
    <div>
      <h1>{children}</h1>
      <p>{words}</p>
    </div>
  </div>
);

export const Section = ({ id, heading, children }: PropsWithChildren<{ id: string; heading: string }>) => (
  <section id={id} aria-labelledby={`${id}-heading`}>
    <h2 id={`${id}-heading`}>{heading}</h2>
    {children}
  </section>
);

/** Components that something is about, by name. */
export const Touched = ({ components, model }: { components: readonly string[]; model: PageModel }) =>
  components.length > 0 && (
    <>
      <p class="unseen">{model.words.touched}</p>
      <ul class="touched">
        {components.map((id) => (
          <li>
            <bdi>{model.components.get(id)?.name}</bdi>
          </li>
        ))}
      </ul>
    </>
  );
