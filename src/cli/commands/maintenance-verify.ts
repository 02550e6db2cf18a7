import { verifyMaintenance } from "../../contract/maintenances.ts";
import { windowVerb } from "../window-verb.ts";

export const register = windowVerb({
  name: "verify",
  description: "say that the work is done and is being looked at; the window goes on until its end",
  route: verifyMaintenance,
  done: (_, end) => `is being verified until ${end}`,
  already: "is being verified already",
});
