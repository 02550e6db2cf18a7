// What happened long ago is no news: an upgrade, an import or a day without power tells nobody about it.
const OLD_NEWS_MS = 24 * 3600_000;
export const isOldNews = ({ at }: { at: number }, now: number): boolean => now - at > OLD_NEWS_MS;
