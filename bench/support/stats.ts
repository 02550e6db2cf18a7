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
export interface Side {
  ours: () => Promise<number>;
  baseline: () => Promise<number>;
}

/** baseline, ours, baseline, ours, …: what slows the machine for a while slows both. */
export const inTurns = async (rounds: number, side: Side): Promise<Round[]> => {
  const done: Round[] = [];
  for (let round = 0; round < rounds; round++) {
    const baseline = await side.baseline();
    done.push({ baseline, ours: await side.ours() });
  }
  return done;
};
