/** The CLI's program, handed in when the screen is opened: this room does not know that one. */
export interface CommandLine {
  /** Runs one line of words; it never throws. */
  run(words: readonly string[], how: { signal: AbortSignal; columns: number }): Promise<Ran>;
  /** What the last of these words may become: a value, and after a tab what it is about. */
  complete(words: readonly string[]): Promise<string[]>;
}
export interface Ran {
  exitCode: number;
  stdout: string;
  stderr: string;
}
