import { cleanup } from "ink-testing-library";
import { afterEach, describe, expect, test, vi } from "vitest";
import { GATHER_MS } from "../../src/tui/store.ts";
import { many, SMALL, show, turn } from "./screen.tsx";
import { command, event, happened, incident, NOW, night, on, status } from "./story.ts";

afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

describe("keys on the screen", () => {
  test("move the mark, and the list moves under it", async () => {
    const screen = await show(SMALL, many(50, 3));
    expect(screen.line(">")).toContain("#1 ");
    await screen.press("jj");
    await screen.press("\u001B[B");
    expect(screen.line(">")).toContain("#4 ");
    await screen.press("G");
    expect(screen.line(">")).toContain("#50");
    expect(screen.line("Incidents")).toMatch(/of 50/);
  });

  test("ack shows at once, and the reason of a refusal", async () => {
    const screen = await show(SMALL);
    await screen.press("a");
    expect(screen.line("#12")).toMatch(/acking….*ann/);
    await screen.dispatch({
      kind: "answered",
      ticket: 1,
      answer: { kind: "refused", why: "Incident 12 is acknowledged by bob." },
    });
    expect(screen.line("> #12")).toMatch(/open/);
    expect(screen.lines().at(-2)).toContain("#12 was not acknowledged: Incident 12 is acknowledged by bob.");
  });

  test("resolve while alerts fire asks, and only then offers yes and no", async () => {
    const screen = await show(SMALL, status({ incidents: [incident(12, { firing: 3 })] }));
    await screen.press("r");
    expect(screen.lines().at(-2)).toContain("#12: 3 alerts still fire: resolve and mute them? y/n");
    expect(screen.lines().at(-1)).toContain("y yes   n no");
    await screen.press("y");
    expect(screen.store.get().commands).toEqual([command(1, "resolveIncident", 12, { force: true })]);
  });

  test("resolve of what the public knows asks first", async () => {
    const words = { title: "Logins fail", status: "investigating" } as const;
    const screen = await show(SMALL, status({ incidents: [incident(12, { public: words })] }));
    await screen.press("r");
    expect(screen.lines().at(-2)).toContain(
      "#12: the public knows of it: resolving says so to subscribers. Resolve? y/n",
    );
    expect(screen.store.get().commands).toEqual([]);
    await screen.press("y");
    expect(screen.store.get().commands).toEqual([command(1, "resolveIncident", 12)]);
  });

  test("ack of what maintenance holds asks first, since readers see its outage then", async () => {
    const screen = await show(SMALL, status({ incidents: [incident(16, { held: true })] }));
    await screen.press("a");
    expect(screen.lines().at(-2)).toContain("#16 is held by maintenance; an ack shows its outage to readers. Ack? y/n");
    expect(screen.store.get().commands).toEqual([]);
    await screen.press("y");
    expect(screen.store.get().commands).toEqual([command(1, "ackIncident", 16)]);
    const components = [{ ...on("api"), held: true }];
    const part = await show(SMALL, status({ incidents: [incident(17, { components })] }));
    await part.press("a");
    expect(part.lines().at(-2)).toContain("#17 is partly held by maintenance; an ack shows that to readers. Ack? y/n");
    await part.press("n");
    expect(part.store.get()).toMatchObject({ commands: [], confirm: null });
  });

  test("Tab goes to the board, ? shows every key, q leaves", async () => {
    const screen = await show(SMALL);
    await screen.press("\t");
    expect(screen.line(">")).toContain("db");
    await screen.press("?");
    expect(screen.line("Take it: you own it")).toMatch(/^ {4}a /);
    await screen.press("?");
    expect(screen.line("Take it: you own it")).toBeUndefined();
    expect(screen.line(">")).toContain("db");
    await screen.press("q");
    expect(screen.store.get().exitCode).toBe(0);
  });

  test.each([
    ["by BEL", ["\u001B]11;rgb:1e1e/1e1e/1e1e\u0007"]],
    ["by ESC \\", ["\u001B]11;rgb:1e1e/1e1e/1e1e\u001B\\"]],
    ["in two reads", ["\u001B]1", "1;rgb:1e1e/1e1e/1e1e\u0007"]],
    ["in three reads", ["\u001B]11;rgb:1e1e/", "1e1e/aaaa", "\u0007"]],
  ])(
    "the late answer of a terminal to what an editor asked, ended %s, is no keys; what comes after it is",
    async (_, parts) => {
      const screen = await show(SMALL);
      for (const part of parts) await screen.press(part);
      expect(screen.store.get()).toMatchObject({ commands: [], entry: null, screen: "incidents", exitCode: null });
      for (const part of parts) await screen.press(part);
      await screen.press("j");
      expect(screen.line(">")).toContain("#11");
      // Alt-] by itself is no beginning of anything, and one that is cut off takes no key with it.
      await screen.press("\u001B]");
      await screen.press("k");
      expect(screen.line(">")).toContain("#12");
      await screen.press("\u001B]11;rgb:");
      await screen.press("\u001B[B");
      expect(screen.line(">")).toContain("#11");
    },
  );

  test("Ctrl-C leaves from a question too", async () => {
    const screen = await show(SMALL, status({ incidents: [incident(12, { firing: 1 })] }));
    await screen.press("r");
    expect(screen.lines().at(-1)).toContain("y yes");
    await screen.press("\u0003");
    expect(screen.store.get().exitCode).toBe(0);
  });

  test("pasted text is not taken for keys", async () => {
    const screen = await show(SMALL);
    await screen.press("\u001B[200~rather a lot of text\u001B[201~");
    expect(screen.store.get().commands).toEqual([]);
    expect(screen.lines().at(-2)).toContain("pasted text is not taken for keys");
  });
});

describe("the banner", () => {
  test("says how old the picture is while the daemon is away, and that keys send nothing", async () => {
    const screen = await show(SMALL, night(), NOW + 12_000);
    await screen.dispatch({ kind: "away", why: "transport close" });
    await screen.dispatch({ kind: "tick" });
    expect(screen.line("Tocsin")).toContain("RECONNECTING, as of 0s ago");
    await screen.press("a");
    expect(screen.lines().at(-2)).toContain("the daemon is away: nothing was sent");
    await screen.dispatch({ kind: "live" });
    expect(screen.line("Tocsin")).toMatch(/live$/);
  });

  test("says why when the daemon will not have us any more", async () => {
    const screen = await show(SMALL);
    await screen.dispatch({ kind: "refused", why: "The token was revoked." });
    expect(screen.line("SIGNED OUT")).toBeDefined();
    expect(screen.line("Signed out: The token was revoked.")).toBeDefined();
  });
});

test("events are gathered: a hundred of them are one frame", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  const screen = await show(SMALL, many(200, 5));
  let drawn = 0;
  screen.store.subscribe(() => drawn++);
  for (let at = 0; at < 100; at++)
    screen.store.gather(happened(event(101 + at, "incident:resolved", { effects: [] }, { incidentId: at + 1 })));
  expect([drawn, screen.store.get().order.length]).toEqual([0, 200]);
  vi.advanceTimersByTime(GATHER_MS);
  await turn();
  expect([drawn, screen.store.get().order.length]).toEqual([1, 100]);
  expect(screen.lines().at(-2)).toContain("bob resolved #100  (and 49 or more)");
});

test("a key comes after the events that were there before it", async () => {
  const screen = await show(SMALL);
  screen.store.gather(happened(event(101, "incident:resolved", { effects: [] }, { incidentId: 12 })));
  await screen.press("a");
  // The eye was on the one that is gone: nobody takes another for it.
  expect(screen.store.get().commands).toEqual([]);
  expect(screen.lines().at(-2)).toContain("the line has moved: look, then press again");
});
