// What the store says when it cannot. It knows no HTTP; the entrances turn these into problems.

/** Nothing of the transaction was written, and it may work later: full disk, I/O error, a store that is closing. */
export class StoreUnavailable extends Error {
  override readonly name = "StoreUnavailable";
  readonly hint: string;
  constructor(message: string, hint: string, cause?: unknown) {
    super(message, { cause });
    this.hint = hint;
  }
}

/** The store cannot be opened as it is; somebody has to do something. */
export class StoreRefused extends Error {
  override readonly name = "StoreRefused";
  readonly hint: string;
  constructor(message: string, hint: string, cause?: unknown) {
    super(message, { cause });
    this.hint = hint;
  }
}

const codeOf = (error: unknown): string => (error as { code?: string } | null)?.code ?? "";

/** Errors that can end the whole transaction, whoever caused them. */
export const endsTransaction = (error: unknown): boolean =>
  /^SQLITE_(FULL|IOERR|READONLY|CORRUPT|NOMEM|BUSY|CANTOPEN|NOTADB)/.test(codeOf(error));

export const unavailable = (cause: unknown): StoreUnavailable => {
  const code = codeOf(cause);
  if (code === "SQLITE_FULL")
    return new StoreUnavailable(
      "The disk is full: nothing was saved.",
      "Free some space; Tocsin goes on by itself.",
      cause,
    );
  if (code.startsWith("SQLITE_READONLY"))
    return new StoreUnavailable(
      "The data folder cannot be written: nothing was saved.",
      "Check its permissions.",
      cause,
    );
  const why = (cause as Error | null)?.message ?? String(cause);
  return new StoreUnavailable(`The store cannot write: ${why}. Nothing was saved.`, "See `tocsin doctor`.", cause);
};
