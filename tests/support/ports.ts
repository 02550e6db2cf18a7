import type { AddressInfo } from "node:net";
import { createServer } from "node:net";

/** A TCP port on loopback that was free a moment ago, for programs that cannot pick one themselves. */
export const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
