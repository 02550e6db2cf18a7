/** Nobody answered anywhere we looked. */
export class UnreachableError extends Error {
  override readonly name = "UnreachableError";
  readonly hint: string;
  constructor(message: string, hint: string) {
    super(message);
    this.hint = hint;
  }
}
