// How often the screen is drawn: at most twenty times in a second, since more is a flicker to the eye and a load to an SSH line.
// Keys are drawn at once while they come no faster than that; what the feed tells leaves room for them.

export interface Pace {
  /** Calls `draw` now or soon; calls that come before that are one. */
  draw(how: { isKey: boolean }): void;
  stop(): void;
}

/** So many at once, and then so many a second: in no second more than both together. */
const BURST = 4;
const PER_SECOND = 16;
/** What the feed leaves for keys. */
const RESERVE = 1;

export const createPace = (draw: () => void, clock: () => number): Pace => {
  let tokens = BURST;
  let filledAt = clock();
  let timer: NodeJS.Timeout | undefined;
  let isForKey = false;

  const fill = (): void => {
    const now = clock();
    tokens = Math.min(BURST, tokens + (Math.max(0, now - filledAt) * PER_SECOND) / 1000);
    filledAt = now;
  };
  const attempt = (isKey: boolean): void => {
    clearTimeout(timer);
    timer = undefined;
    fill();
    const needed = isKey ? 1 : 1 + RESERVE;
    if (tokens >= needed) {
      tokens -= 1;
      isForKey = false;
      draw();
      return;
    }
    isForKey = isKey;
    timer = setTimeout(() => attempt(isForKey), Math.ceil(((needed - tokens) * 1000) / PER_SECOND));
  };
  return {
    draw: ({ isKey }) => {
      // A frame that waits already is drawn for this, too; a key does not wait as long.
      if (timer === undefined || (isKey && !isForKey)) attempt(isKey);
    },
    stop: () => clearTimeout(timer),
  };
};

/** For tests, which look at every frame. */
export const unpaced = (draw: () => void): Pace => ({ draw, stop: () => {} });
