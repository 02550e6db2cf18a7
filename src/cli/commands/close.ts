import { closeIncident } from "../../contract/incidents.ts";
import { notedVerb } from "../noted-verb.ts";

export const register = notedVerb({
  name: "close",
  description: "put resolved incidents away for good",
  done: "closed",
  route: closeIncident,
});
