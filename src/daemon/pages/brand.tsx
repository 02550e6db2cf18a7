/** @jsxImportSource hono/jsx */
// Whose page it is, at its head: the logo where there is one, else the title. It is the way back to the front.
import type { PageModel } from "./model.ts";

export const Brand = ({
  model: { title, base, assets },
}: {
  model: Pick<PageModel, "title" | "base"> & { assets: Pick<PageModel["assets"], "logo"> };
}) => (
  <p class="brand">
    <a href={`${base}/`}>{assets.logo ? <img class="logo" src={assets.logo} alt={title} /> : <bdi>{title}</bdi>}</a>
  </p>
);
