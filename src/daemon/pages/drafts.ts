// Documents that are made when somebody asks for them: pages of single incidents and windows, the archive, calendars.
import { incidentOnPage, publicMonth, windowOnPage } from "../store/views/public.ts";
import { archiveMonth } from "./archive.ts";
import { HTML, HTML_HEADERS } from "./documents.ts";
import type { Draft, Read, Reading } from "./draft.ts";
import { FOR_OTHERS } from "./feeds/for-others.ts";
import { htmlIncident } from "./incident-page.tsx";
import { cleanIncident, cleanWindow } from "./model.ts";
import { htmlMonth } from "./month-page.tsx";
import { htmlWindow } from "./window-page.tsx";

const html = (facts: unknown, make: Draft["make"]): Draft => ({
  ...{ contentType: HTML, headers: HTML_HEADERS },
  ...{ facts, make },
});

const readIncident: Read = ({ store, page, model }, id) => {
  const found = incidentOnPage(store, page, Number(id));
  if (!found) return null;
  const incident = cleanIncident(found);
  // What it asks of components is not shown, and moves with each alert.
  return html({ ...incident, asks: undefined }, (watch) => htmlIncident(incident, model, watch));
};

const readWindow: Read = ({ store, page, model }, id) => {
  const found = windowOnPage(store, page, Number(id));
  const window = found && cleanWindow(found);
  return window && html(window, (watch) => htmlWindow(window, model, watch));
};

const readMonth: Read = ({ store, page, model, now }, name) => {
  const archive = archiveMonth(store, { name, timeZone: model.timeZone, now });
  if (!archive) return null;
  const { incidents, maintenances, isCut } = publicMonth(store, page, archive.span);
  const { month, earlier, later } = archive;
  const shown = {
    ...{ month, earlier, later, isCut },
    ...{ incidents: incidents.map(cleanIncident), windows: maintenances.map(cleanWindow) },
  };
  // Where nothing was, it says when the page last changed.
  const isQuiet = incidents.length + maintenances.length === 0;
  return html([shown, isQuiet ? model.updatedAt : null], (watch) => htmlMonth(shown, model, watch));
};

const ID = "([1-9][0-9]{0,14})";
/** Exported for the test that looks for what readers may not know. */
export const DRAFTS: readonly { pattern: RegExp; read: Read }[] = [
  { pattern: new RegExp(`^/incidents/${ID}$`), read: readIncident },
  { pattern: new RegExp(`^/maintenance/${ID}$`), read: readWindow },
  { pattern: /^\/history(?:\/(\d{4}-\d{2}))?$/, read: readMonth },
  ...FOR_OTHERS,
];

export const isKept = (path: string): boolean => DRAFTS.some(({ pattern }) => pattern.test(path));

/** null: there is nothing that readers know of. */
export const draftOf = (path: string, reading: Reading): Draft | null => {
  for (const { pattern, read } of DRAFTS) {
    const match = pattern.exec(path);
    if (match) return read(reading, match[1] ?? "");
  }
  return null;
};
