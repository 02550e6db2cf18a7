// The stream as Ink writes to it. Ink takes the alternate screen and draws from wherever the cursor stands, which after an editor
// or a half-written prompt is anywhere; and it gives it back twice where it ends while another program has the terminal.

const ENTER = "\u001B[?1049h";
const LEAVE = "\u001B[?1049l";
const HOME = "\u001B[H";

export const alternateScreen = (stdout: NodeJS.WriteStream): NodeJS.WriteStream => {
  let isTaken = false;
  const switched = (text: string): string =>
    text.replace(/\u001B\[\?1049[hl]/g, (sequence) => {
      const wasTaken = isTaken;
      isTaken = sequence === ENTER;
      if (isTaken) return ENTER + HOME;
      return wasTaken ? LEAVE : "";
    });
  const write = (chunk: string | Uint8Array, ...rest: unknown[]): boolean =>
    (stdout.write as (...args: unknown[]) => boolean).call(
      stdout,
      typeof chunk === "string" ? switched(chunk) : chunk,
      ...rest,
    );
  return new Proxy(stdout, {
    get: (target, name) => {
      if (name === "write") return write;
      const value: unknown = Reflect.get(target, name);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
};
