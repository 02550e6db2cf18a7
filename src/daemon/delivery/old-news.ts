// What happened long ago is no news, and goes out no more.
export { isOldNews } from "../../domain/old-news.ts";

export const OLD_NEWS = "it was old news when it could be sent";
