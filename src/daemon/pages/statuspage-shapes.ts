// Records that several documents of the Statuspage v2 API have.
import type { Level } from "../../domain/level.ts";
import type { PageModel } from "./model.ts";

export interface V2Page {
  id: string;
  name: string;
  url: string;
  time_zone: string;
  updated_at: string;
}
export interface V2Status {
  indicator: PageModel["indicator"];
  description: string;
}
export interface V2Component {
  id: string;
  name: string;
  status: Level;
  created_at: string;
  updated_at: string;
  /** From 1, among its siblings. */
  position: number;
  description: string | null;
  showcase: boolean;
  start_date: string | null;
  group_id: string | null;
  page_id: string;
  group: boolean;
  only_show_if_degraded: boolean;
  /** Ids of the children; group records alone have it. */
  components?: string[];
}
/** Statuspage cuts names here. In UTF-16 units: whoever counts letters instead finds fewer. */
const MAX_NAME = 255;
/** No letter is halved. */
export const cutName = (name: string): string => name.slice(0, MAX_NAME).replace(/[\ud800-\udbff]$/, "");
