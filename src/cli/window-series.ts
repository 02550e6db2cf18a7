import type { Client } from "../client/client.ts";
import { listOccurrences, type Maintenance, type Occurrence } from "../contract/maintenances.ts";
import type { Context } from "./context.ts";

/** As many as one looks over; `GET /maintenances/{id}/occurrences` has more. */
const SHOWN = "5";

/** When the series of a window takes place next: nothing of one that stands alone, nor where nobody reads it. */
export const nextOccurrences = async (
  { flags }: Context,
  client: Client,
  { id, seriesId }: Maintenance,
): Promise<{ occurrences?: Occurrence[] }> => {
  if (seriesId === undefined || flags.json || flags.quiet) return {};
  return { occurrences: (await client.call(listOccurrences, { id, limit: SHOWN })).items };
};
