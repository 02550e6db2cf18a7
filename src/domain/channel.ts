/** The ways in which somebody can be told. */
export const CHANNELS = ["webhook"] as const;
export type Channel = (typeof CHANNELS)[number];
