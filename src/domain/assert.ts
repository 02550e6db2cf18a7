/** Ends a `switch` over a union: a new member that nobody handles does not compile. */
export const assertNever = (value: never): never => {
  throw new Error(`A case nobody handles: ${JSON.stringify(value)}`);
};
