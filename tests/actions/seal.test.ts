import { expect, test } from "vitest";
import { createToken } from "../../src/contract/tokens.ts";
import { seal, unseal } from "../../src/daemon/actions/seal.ts";
import { startTestDaemon } from "../support/daemon.ts";

test("what is sealed opens under its own secret only, and not once it was changed", () => {
  const sealed = seal("tocsin_abc", "key-1");
  expect(sealed).not.toContain("tocsin_abc");
  expect(unseal(sealed, "key-1")).toBe("tocsin_abc");
  expect(() => unseal(sealed, "key-2")).toThrow();
  const changed = Buffer.from(sealed, "base64");
  changed[changed.length - 1]! ^= 1;
  expect(() => unseal(changed.toString("base64"), "key-1")).toThrow();
});

test("a token's text stands nowhere in the store, and a repeated command shows it again", async () => {
  const daemon = await startTestDaemon();
  const ask = () =>
    daemon.client.raw(
      { method: "POST", path: "/api/v1/tokens", body: JSON.stringify({ name: "ci", role: "viewer" }) },
      { idempotencyKey: "once" },
    );
  const first = await ask();
  const { token } = JSON.parse(first.body) as { token: string };
  expect((await ask()).body).toBe(first.body);
  expect((await daemon.client.call(createToken, { name: "other", role: "viewer" })).id).toBe(2);
  const tables = daemon.store.db
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table'")
    .pluck()
    .all() as string[];
  const rows = tables.flatMap((table) => daemon.store.db.prepare(`SELECT * FROM "${table}"`).all());
  expect(rows.length).toBeGreaterThan(5);
  expect(JSON.stringify(rows)).not.toContain(token);
});
