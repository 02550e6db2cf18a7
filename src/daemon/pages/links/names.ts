// Names as the public knows them; who holds a link is the public too.
import { cleanLine } from "../../../domain/clean-text.ts";
import { visibleComponents } from "../../store/views/public.ts";
import type { LinksDeps } from "./deps.ts";

export interface PublicNames {
  component: (id: string) => string | undefined;
  incident: (id: number) => string | undefined;
}

export const namesOf = ({ store, page }: Pick<LinksDeps, "store" | "page">): PublicNames => {
  let names: Map<string, string> | undefined;
  return {
    component: (id) => {
      names ??= new Map(visibleComponents(store, page()).map((one) => [one.id, cleanLine(one.name)]));
      return names.get(id);
    },
    incident: (id) => {
      const incident = Number.isSafeInteger(id) ? store.incidents.get(id) : undefined;
      return incident?.publicStatus ? cleanLine(incident.publicTitle ?? incident.title) : undefined;
    },
  };
};
