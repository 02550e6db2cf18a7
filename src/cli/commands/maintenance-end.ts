import { endMaintenance } from "../../contract/maintenances.ts";
import { windowVerb } from "../window-verb.ts";

export const register = windowVerb({
  name: "end",
  description: "end a running window now",
  route: endMaintenance,
  done: () => "ended",
  already: "had ended already",
});
