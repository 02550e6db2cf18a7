// What a window covers: components by name, and those that groups and a page have now.
import { problem } from "../../contract/problem.ts";
import type { Covers } from "../../domain/maintenance.ts";
import { nearest } from "../../domain/nearest.ts";
import type { Tables } from "../store/store.ts";
import { visibleComponents } from "../store/views/public.ts";
import { type ActionContext, requireComponents } from "./context.ts";

type Settings = Pick<ActionContext, "settings">;

/** All components that it means, by id; what there is not is refused with the nearest name. `known` may have left the config. */
export const requireCovers = (
  tables: Tables,
  ctx: Settings,
  covers: Covers,
  known: ReadonlySet<string> = new Set(),
): string[] => {
  const unknown = covers.components.filter((id) => !known.has(id));
  requireComponents(tables, ctx, unknown, (at) => `components[${covers.components.indexOf(unknown[at]!)}]`);
  const groups = new Set(tables.components.list().flatMap(({ group }) => group ?? []));
  for (const [at, group] of covers.groups.entries()) if (!groups.has(group)) throw noGroup(group, at, groups);
  const { slug } = ctx.settings.page;
  if (covers.page !== null && covers.page !== slug)
    throw problem("invalid", `There is no page \`${covers.page}\`.`, {
      hint: `The page is \`${slug}\`.`,
      errors: [{ path: "page", message: `is not \`${slug}\`` }],
    });
  const ids = resolveCovers(tables, ctx, covers);
  if (ids.length === 0)
    throw problem("invalid", "The window covers no component.", {
      hint: "Name what it is about: `-c COMPONENT`, `--group GROUP` or `--page SLUG`.",
      errors: [{ path: "components", message: "names none" }],
    });
  return ids;
};

export const resolveCovers = (tables: Tables, { settings }: Settings, covers: Covers): string[] => {
  const all = tables.components.list();
  const ofGroups = all.filter(({ group }) => group !== null && covers.groups.includes(group));
  const ofPage = covers.page === settings.page.slug ? visibleComponents(tables, settings.page) : [];
  return [...new Set([...covers.components, ...[...ofGroups, ...ofPage].map(({ id }) => id)])].sort();
};

const noGroup = (group: string, at: number, known: ReadonlySet<string>) => {
  const meant = nearest(group, known);
  const message = `There is no group \`${group}\`${meant ? `; did you mean \`${meant}\`?` : "."}`;
  return problem("invalid", message, {
    hint:
      known.size > 0
        ? `Groups are: ${[...known].join(", ")}.`
        : "No component has a group; give it one under `components`, or name components with `-c`.",
    errors: [{ path: `groups[${at}]`, message }],
  });
};
