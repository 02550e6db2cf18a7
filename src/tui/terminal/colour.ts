/**
 * Whether the terminal has sixteen colours and its owner wants them (NO_COLOR, FORCE_COLOR, TERM), as Node reads it.
 * A log has no colours; a terminal in CI has those of any other.
 */
export const hasColours = (stdout: NodeJS.WriteStream, { CI: _, ...env }: NodeJS.ProcessEnv): boolean =>
  stdout.hasColors?.(16, env) ?? false;

/** How much of colour, bold and inverse Ink may write, as chalk counts: none, or up to the sixteen. */
export const chalkLevel = ({ TERM = "dumb" }: NodeJS.ProcessEnv): 0 | 1 => (TERM === "dumb" ? 0 : 1);
