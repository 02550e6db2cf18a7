/** @jsxImportSource hono/jsx */
// The archive: one month, what was reported in it, and the ways to the months beside it.
import type { PublicIncident } from "../store/views/public-incidents.ts";
import type { PublicWindow } from "../store/views/public-windows.ts";
import { Frame, type Watch } from "./frame.tsx";
import { changedAt, Incidents } from "./incidents.tsx";
import type { PageModel } from "./model.ts";
import { Windows, windowChangedAt } from "./windows.tsx";

export interface ArchiveMonth {
  /** `2026-11` */
  month: string;
  incidents: PublicIncident[];
  windows: PublicWindow[];
  isCut: boolean;
  /** The month before and after, where the archive has them. */
  earlier: string | null;
  later: string | null;
}

export const htmlMonth = (month: ArchiveMonth, model: PageModel, watch: Watch): string =>
  `<!DOCTYPE html>\n${<Page month={month} model={model} watch={watch} />}\n`;

const Page = ({ month, model, watch }: { month: ArchiveMonth; model: PageModel; watch: Watch }) => {
  const { words, times } = model;
  const { incidents, windows } = month;
  const name = times.monthWords(month.month);
  const moments = [...incidents.map(changedAt), ...windows.map(windowChangedAt)];
  return (
    <Frame
      {...{ model, watch, headline: words.historyOf(name), path: addressOfMonth(month.month) }}
      level="operational"
      changedAt={moments.length > 0 ? Math.max(...moments) : model.updatedAt}
    >
      <h1 id="title" class="title">
        {words.historyOf(name)}
      </h1>
      <Ways month={month} model={model} id="ways" />
      {moments.length === 0 && (
        <p id="quiet" class="quiet">
          {words.quietMonth(name)}
        </p>
      )}
      <Incidents id="incidents" heading={words.incidents} incidents={incidents} model={model} />
      <Windows id="maintenance" heading={words.maintenance} windows={windows} model={model} />
      {month.isCut && (
        <p id="cut" class="quiet">
          {words.cutMonth}
        </p>
      )}
    </Frame>
  );
};

export const addressOfMonth = (month: string): string => `/history/${month}`;

const Ways = ({ month: { earlier, later }, model, id }: { month: ArchiveMonth; model: PageModel; id: string }) => {
  const { words, times, base } = model;
  const way = (month: string, rel: "prev" | "next", label: string) => (
    <a href={base + addressOfMonth(month)} rel={rel}>
      {`${label}: ${times.monthWords(month)}`}
    </a>
  );
  if (!earlier && !later) return null;
  return (
    <nav id={id} class="ways" aria-label={words.history}>
      {earlier && way(earlier, "prev", words.earlier)}
      {later && way(later, "next", words.later)}
    </nav>
  );
};
