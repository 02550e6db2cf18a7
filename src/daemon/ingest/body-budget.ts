// Of a source that only its signature tells, a body has to be held before anybody knows whose it is: so much of them at once.

export interface BodyBudget {
  /** Sets so many bytes aside; call what it gives once they are read. null: there is no room now. */
  hold: (bytes: number) => (() => void) | null;
}

export const createBodyBudget = (maxBytes: number): BodyBudget => {
  let held = 0;
  return {
    hold: (bytes) => {
      if (held + bytes > maxBytes) return null;
      held += bytes;
      return () => {
        held -= bytes;
      };
    },
  };
};
