import { spawn } from "node:child_process";
import { once } from "node:events";

/** Milliseconds from the spawn of a program to its end. */
export const timeOf = async (program: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> => {
  const startedAt = performance.now();
  const child = spawn(program, args, { env, stdio: ["ignore", "ignore", "inherit"] });
  const [code] = (await once(child, "exit")) as [number | null];
  if (code !== 0) throw new Error(`${program} ${args.join(" ")} ended with ${code}`);
  return performance.now() - startedAt;
};
