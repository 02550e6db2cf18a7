/** Nobody answered anywhere we looked; `mayBeDone`: somebody took the request, and was gone before the answer. */
export class UnreachableError extends Error {
  override readonly name = "UnreachableError";
  readonly hint: string;
  readonly mayBeDone: boolean;
  constructor(message: string, hint: string, mayBeDone = false) {
    super(message);
    this.hint = hint;
    this.mayBeDone = mayBeDone;
  }
}
