// A window as a row, where a test is about something else than how it came to be.
import type { NewMaintenance } from "../../src/daemon/store/maintenances.ts";
import { DEFAULT_SWITCHES } from "../../src/domain/maintenance.ts";

type Given = Partial<NewMaintenance> & Pick<NewMaintenance, "title" | "startsAt" | "endsAt" | "components">;
export const newWindow = (given: Given): NewMaintenance => ({
  ...DEFAULT_SWITCHES,
  ...{ text: null, announcedAt: null, remindedAt: null, createdAt: null, seriesId: null, occurrence: null },
  covers: { components: given.components, groups: [], page: null },
  ...given,
});
