// The `redis` section: how it is written, what it refuses, and what of it is nobody's to read.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { loadConfig } from "../../src/config/load.ts";
import { asWritten } from "../../src/config/mask.ts";
import { tempDir } from "../support/temp.ts";

const PEM = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----";

const load = (redis: string): ReturnType<typeof loadConfig> => {
  const dir = tempDir();
  writeFileSync(join(dir, "redis.pem"), `${PEM}\n`);
  writeFileSync(join(dir, "word"), "sesame\n");
  const file = join(dir, "tocsin.yaml");
  writeFileSync(file, `redis:\n${redis.replace(/^/gm, "  ")}\n`);
  return loadConfig(file, {});
};
const faultsOf = (redis: string): string[] => {
  const result = load(redis);
  return result.ok ? [] : result.faults.map(({ path, message }) => `${path} ${message}`);
};

describe("redis in the config", () => {
  test("reads certificates, key and passwords from files, and shows none of them", () => {
    const result = load(
      [
        ...["url: rediss://tocsin@redis.internal:6380/2", "password_file: word"],
        ...["ca_file: redis.pem", "cert_file: redis.pem", "key_file: redis.pem", "server_name: redis.example.org"],
        "sentinel: { master: ours, addresses: ['10.0.0.1:26379', '[::1]:26379'], password_file: word, tls: true }",
      ].join("\n"),
    );
    if (!result.ok) throw new Error(JSON.stringify(result.faults));
    expect(result.loaded.config.redis).toEqual({
      ...{ url: "rediss://tocsin@redis.internal:6380/2", password: "sesame", prefix: "tocsin", worker: true },
      ...{ ca: PEM, cert: PEM, key: PEM, server_name: "redis.example.org" },
      sentinel: {
        ...{ master: "ours", addresses: ["10.0.0.1:26379", "[::1]:26379"], password: "sesame", tls: true },
      },
    });
    const shown = JSON.stringify(asWritten(result.loaded, { secrets: "masked" }));
    expect(shown).not.toContain("sesame");
    expect(shown).not.toContain("MIIB");
  });

  test.each([
    ["url: http://redis", ["redis.url must be a URL like redis://127.0.0.1:6379"]],
    [
      "url: redis://redis\nca_file: redis.pem",
      ["redis.url must begin with rediss:// where a certificate or `server_name` is given"],
    ],
    ["url: rediss://redis\ncert_file: redis.pem", ["redis.cert and `key` go together; give both or none"]],
    ["url: rediss://redis\nca: nonsense", ["redis.ca must be in PEM form (-----BEGIN …)"]],
    [
      "url: redis://redis\nsentinel: { master: ours, addresses: [sentinel] }",
      ["redis.sentinel.addresses[0] must be host:port, like 10.0.0.1:26379"],
    ],
  ])("refuses %j", (redis, faults) => {
    expect(faultsOf(redis)).toEqual(faults);
  });
});
