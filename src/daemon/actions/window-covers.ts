// What a window covers: components by name, and those that groups and a page have now.
import { problem } from "../../contract/problem.ts";
import type { Covers } from "../../domain/maintenance.ts";
import { nearest } from "../../domain/nearest.ts";
import type { Tables } from "../store/store.ts";
import { type KnownPage, visibleComponents } from "../store/views/public.ts";
import { type ActionContext, noPageWords, requireComponents } from "./context.ts";

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
  if (covers.page !== null && !pageNamed(ctx, covers.page)) throw noPage(ctx, covers.page);
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
  const page = covers.page === null ? undefined : pageNamed({ settings }, covers.page);
  const ofPage = page ? visibleComponents(tables, page) : [];
  return [...new Set([...covers.components, ...[...ofGroups, ...ofPage].map(({ id }) => id)])].sort();
};

const pageNamed = ({ settings }: Settings, slug: string): KnownPage | undefined =>
  settings.pages.find((page) => page.slug === slug);

const noPage = ({ settings: { pages } }: Settings, slug: string) => {
  const message = noPageWords(pages, slug);
  const known = pages.map((page) => `\`${page.slug}\``);
  return problem("invalid", message, {
    hint: known.length === 1 ? `The page is ${known[0]}.` : `Pages are: ${known.join(", ")}.`,
    errors: [{ path: "page", message }],
  });
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
