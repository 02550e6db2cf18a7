/** @jsxImportSource hono/jsx */
import type { PageModel } from "./model.ts";

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
