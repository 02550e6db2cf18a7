// Numbers of a noisy machine: both sides measured in turns, and what is reported is the median of the rounds with its spread.

export const quantile = (values: readonly number[], q: number): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? Number.NaN;
};
export const median = (values: readonly number[]): number => quantile(values, 0.5);

export interface Round {
  ours: number;
  baseline: number;
}

/** Each side once in the order in which they stand, again and again: what slows the machine for a while slows all of them. */
export const inTurns = async <Name extends string, Measured>(
  rounds: number,
  sides: Record<Name, () => Promise<Measured>>,
): Promise<Record<Name, Measured>[]> => {
  const done: Record<Name, Measured>[] = [];
  for (let round = 0; round < rounds; round++) {
    const measured: [string, Measured][] = [];
    for (const [name, measure] of Object.entries<() => Promise<Measured>>(sides))
      measured.push([name, await measure()]);
    done.push(Object.fromEntries(measured) as Record<Name, Measured>);
  }
  return done;
};
