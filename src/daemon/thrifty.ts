// What grows with the number of rows is counted no more often than it can be afforded.

/** What was counted stands for so many times as long as the counting took, which so never takes more than a fiftieth of the time. */
export const KEPT_TIMES = 50;

export const thrifty = <T>(count: () => T): (() => T) => {
  let counted: { value: T; until: number } | undefined;
  return () => {
    const startedAt = performance.now();
    if (counted && startedAt < counted.until) return counted.value;
    const value = count();
    const endedAt = performance.now();
    counted = { value, until: endedAt + KEPT_TIMES * (endedAt - startedAt) };
    return value;
  };
};
