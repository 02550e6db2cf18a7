// How many live connections there may be. Over the unix socket they are not counted: whoever may open it is trusted.
import { type Problem, problem } from "../../contract/problem.ts";

export interface PlaceLimits {
  perToken: number;
  inAll: number;
  /** Of readers of the public pages; apart, so that a crowd there never keeps engineers out. */
  ofReaders: number;
}
/** Each event is written to each of them in one turn of the loop; `npm run bench -- feed` measures it with 1,000. */
export const PLACES: PlaceLimits = { perToken: 1000, inAll: 5000, ofReaders: 5000 };

/** A minute's wait: live clients come back by themselves, and sooner than that they only knock in vain. */
const COME_BACK_SECONDS = 60;

export const createPlaces = (limits: PlaceLimits = PLACES) => {
  const ofToken = new Map<number, number>();
  let inAll = 0;
  let readers = 0;
  return {
    /** Why another connection of this token cannot be had. */
    refusalOf: (tokenId: number): Problem | undefined => {
      if ((ofToken.get(tokenId) ?? 0) >= limits.perToken)
        return full("rate_limited", `This token has ${limits.perToken} live connections already.`);
      return inAll >= limits.inAll
        ? full("unavailable", `There are ${limits.inAll} live connections already.`)
        : undefined;
    },
    refusalOfReader: (): Problem | undefined =>
      readers >= limits.ofReaders ? full("unavailable", `There are ${limits.ofReaders} readers already.`) : undefined,
    /** Counts one; the returned function gives its place back. */
    take: (tokenId: number): (() => void) => {
      inAll++;
      ofToken.set(tokenId, (ofToken.get(tokenId) ?? 0) + 1);
      return () => {
        inAll--;
        const left = ofToken.get(tokenId)! - 1;
        if (left > 0) ofToken.set(tokenId, left);
        else ofToken.delete(tokenId);
      };
    },
    takeReader: (): (() => void) => {
      readers++;
      return () => void readers--;
    },
  };
};
export type Places = ReturnType<typeof createPlaces>;

const full = (code: "rate_limited" | "unavailable", detail: string): Problem =>
  problem(code, detail, {
    hint: "Close some of them, or read `/api/v1/events` instead.",
    retryAfterSeconds: COME_BACK_SECONDS,
  });
