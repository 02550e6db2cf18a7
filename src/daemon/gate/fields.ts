// Fields as the contract writes them.
export const iso = (ms: number): string => new Date(ms).toISOString();
/** `{name: value}`, or nothing where there is no value: absent fields are left out, never null. */
export const maybe = <N extends string, V>(name: N, value: V | null | undefined): { [K in N]?: V } =>
  (value === null || value === undefined ? {} : { [name]: value }) as { [K in N]?: V };
export const maybeIso = <N extends string>(name: N, ms: number | null) => maybe(name, ms === null ? null : iso(ms));
