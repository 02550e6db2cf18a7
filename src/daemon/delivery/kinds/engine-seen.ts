// A message that says the levels it led to waits until the status engine has seen what caused it.
import { askOf } from "../../../domain/events.ts";
import type { Tables } from "../../store/store.ts";

/** Also where that asks nothing of components: then the engine passes it over, and saves its cursor when it likes. */
export const hasEngineSeen = ({ readers, events }: Tables, causeSeq: number): boolean =>
  readers.cursor("status") >= causeSeq || events.ofTransaction(causeSeq).every((event) => askOf(event) === null);
