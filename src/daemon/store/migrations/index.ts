import ground from "./001-ground.ts";
import bell from "./002-bell.ts";
import telling from "./003-telling.ts";
import maintenance from "./004-maintenance.ts";
import days from "./005-days.ts";
import pageTokens from "./006-page-tokens.ts";
import pages from "./007-pages.ts";

export interface Migration {
  name: string;
  sql: string;
}
/** In order, for ever: a released migration is never edited, only followed by another. */
export const MIGRATIONS: readonly Migration[] = [ground, bell, telling, maintenance, days, pageTokens, pages];
