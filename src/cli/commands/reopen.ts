import { reopenIncident } from "../../contract/incidents.ts";
import { notedVerb } from "../noted-verb.ts";

export const register = notedVerb({
  name: "reopen",
  description: "say that incidents are not over: resolved ones are open again, and page",
  done: "reopened",
  route: reopenIncident,
});
