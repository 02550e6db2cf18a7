// A TCP cable on loopback that can be cut, also in the middle of a message.
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { onTestFinished } from "vitest";

export interface Cable {
  url: string;
  /** Ends what is connected and lets nobody through any more. */
  cut: () => void;
  /** Lets through again; with a number, only so many bytes towards the client before it is cut once more. */
  mend: (bytes?: number) => void;
  /**
   * Cuts the connection of the next request with this beginning (`POST`, `POST /api/v1/…/ack`), once the far end has answered:
   * the reply is lost; also to the repeats of it, where `times` says so.
   */
  loseReplyTo: (beginning: string, times?: number) => void;
  /** Nothing arrives any more, and nobody is told; until `release`, which lets what was sent meanwhile through in its order. */
  hold: () => void;
  release: () => void;
  /** How many replies were lost so. */
  lost: () => number;
  /** How often somebody was let through. */
  connections: () => number;
}

/** `lagMs`: so long is each byte on its way, in each direction. */
export const layCable = async (target: string, { lagMs = 0 } = {}): Promise<Cable> => {
  const { port } = new URL(target);
  const open = new Set<Socket>();
  let isCut = false;
  let bytesLeft = Infinity;
  let connections = 0;
  let losing = "";
  let toLose = 0;
  let lost = 0;
  let isHeld = false;
  let held: (() => void)[] = [];
  const arrive = (work: () => void): void => {
    if (isHeld) held.push(work);
    else work();
  };
  /** At the other end, after what was sent before it. */
  const carry = (work: () => void): void => {
    if (lagMs === 0) arrive(work);
    else setTimeout(arrive, lagMs, work);
  };
  const cut = (): void => {
    isCut = true;
    for (const socket of open) socket.destroy();
  };
  const server = createServer((near) => {
    if (isCut) return near.destroy();
    connections += 1;
    const far = connect(Number(port), "127.0.0.1");
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(socket);
      socket.on("error", () => {}); // a cut cable is what this is for
      socket.on("close", () => {
        open.delete(socket);
        carry(() => other.destroy());
      });
    }
    let isDoomed = false;
    near.on("data", (chunk: Buffer) => {
      if (toLose > 0 && chunk.toString("latin1").startsWith(`${losing} `)) {
        isDoomed = true;
        toLose -= 1;
      }
      carry(() => far.write(chunk));
    });
    far.on("data", (chunk: Buffer) => {
      if (isDoomed) {
        lost += 1;
        return near.destroy();
      }
      const part = chunk.subarray(0, bytesLeft);
      carry(() => near.write(part));
      bytesLeft = Math.max(0, bytesLeft - chunk.length);
      if (bytesLeft === 0) carry(cut);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    cut();
    return new Promise<void>((resolve) => server.close(() => resolve()));
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut,
    mend: (bytes = Infinity) => {
      bytesLeft = bytes;
      isCut = false;
    },
    loseReplyTo: (beginning, times = 1) => {
      losing = beginning;
      toLose = times;
    },
    hold: () => {
      isHeld = true;
    },
    release: () => {
      isHeld = false;
      const waiting = held;
      held = [];
      for (const work of waiting) work();
    },
    lost: () => lost,
    connections: () => connections,
  };
};
