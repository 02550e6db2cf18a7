import { startMaintenance } from "../../contract/maintenances.ts";
import { windowVerb } from "../window-verb.ts";

export const register = windowVerb({
  name: "start",
  description: "start a window now, whatever was planned",
  route: startMaintenance,
  done: ({ autoEnd }, end) => `started; ${autoEnd ? "it ends by itself at" : "somebody ends it, as planned at"} ${end}`,
  already: "has started already",
});
