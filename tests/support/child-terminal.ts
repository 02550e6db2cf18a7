// Run in a child process: a terminal of its own, in which one command line after the other is run as it comes over IPC.
import { tocsin } from "../cli/support.ts";

/** The casts are safe: only terminal.ts starts this script and sends to it. */
process.on("message", async (argv) => {
  const env = { TOCSIN_SOCKET: process.env.TOCSIN_SOCKET ?? "", TOCSIN_ACTOR: process.env.TOCSIN_ACTOR ?? "" };
  process.send?.(await tocsin(argv as string[], { env, now: Date.now() }));
});
process.send?.("ready");
