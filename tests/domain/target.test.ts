// How targets are written: one spelling each, and what of them may be seen.
import { describe, expect, test } from "vitest";
import type { Channel } from "../../src/domain/channel.ts";
import { maskTarget, targetOf } from "../../src/domain/target.ts";

const spelled = (channel: Channel, text: string, allowPrivate = false): string | null => {
  const read = targetOf(channel, text, allowPrivate);
  return read.ok ? read.target : null;
};

describe("one spelling", () => {
  test.each<[Channel, string, string]>([
    ["email", " Ann.B+x@Example.ORG ", "ann.b+x@example.org"],
    ["email", "ann@bücher.example", "ann@xn--bcher-kva.example"],
    ["webhook", "HTTPS://Example.org:443/a/../b?x=1#frag", "https://example.org/b?x=1"],
    ["webhook", "http://example.org/hook", "http://example.org/hook"],
    ["slack", "https://hooks.slack.com/services/T0/B0/xX", "https://hooks.slack.com/services/T0/B0/xX"],
    ["slack", "https://chat.example.org/hooks/abc", "https://chat.example.org/hooks/abc"],
    ["discord", "https://discordapp.com/api/webhooks/1/a-b_c?wait=true", "https://discord.com/api/webhooks/1/a-b_c"],
    ["discord", "https://ptb.discord.com/api/v10/webhooks/1/t/", "https://discord.com/api/webhooks/1/t"],
    [
      "discord",
      "https://discord.com/api/webhooks/1/t?thread_id=7&x=1",
      "https://discord.com/api/webhooks/1/t?thread_id=7",
    ],
    [
      "teams",
      "https://x.logic.azure.com:443/workflows/a/invoke?sig=b",
      "https://x.logic.azure.com/workflows/a/invoke?sig=b",
    ],
    ["telegram", "-1001234567890", "-1001234567890"],
    ["telegram", "@Example_Status", "@example_status"],
    ["ntfy", "https://ntfy.sh/My-Topic/", "https://ntfy.sh/My-Topic"],
    ["ntfy", "https://ntfy.example.org/t?token=tk_a&x=1", "https://ntfy.example.org/t?token=tk_a"],
    ["gotify", "https://push.example.org/?token=A.b", "https://push.example.org/message?token=A.b"],
    ["gotify", "https://example.org/gotify/message?token=A", "https://example.org/gotify/message?token=A"],
  ])("%s: %s", (channel, text, target) => {
    expect(spelled(channel, text)).toBe(target);
    expect(spelled(channel, target)).toBe(target);
  });
});

describe("refused, with what it must be and what to do", () => {
  test.each<[Channel, string]>([
    ["email", "ann"],
    ["email", "ann@"],
    ["email", "a@b@example.org"],
    ["email", '"a b"@example.org'],
    ["email", "ann@example.org\r\nBcc: all@example.org"],
    ["email", "ann <ann@example.org>"],
    ["email", "ann@[127.0.0.1]"],
    ["email", ".ann@example.org"],
    ["email", `${"a".repeat(65)}@example.org`],
    ["email", `ann@${"a.".repeat(125)}org`],
    ["webhook", "example.org/hook"],
    ["webhook", "file:///etc/passwd"],
    ["webhook", "https://ann:secret@example.org/"],
    ["slack", "http://hooks.slack.com/services/T0/B0/X"],
    ["slack", "https://hooks.slack.com/"],
    ["discord", "https://discord.com/channels/1/2"],
    ["discord", "https://discord.com.example.org/api/webhooks/1/t"],
    ["teams", "https://teams.example.org"],
    ["telegram", "example"],
    ["telegram", "@a"],
    ["telegram", "0"],
    ["ntfy", "https://ntfy.sh/"],
    ["ntfy", "https://ntfy.sh/a/b"],
    ["gotify", "https://push.example.org/message"],
  ])("%s: %s", (channel, text) => {
    expect(targetOf(channel, text, false)).toEqual({
      ...{ ok: false, fault: expect.stringMatching(/^must be /), hint: expect.stringMatching(/\.$/) },
    });
  });
});

test.each<[Channel, string]>([
  ["webhook", "http://127.0.0.1/hook"],
  ["webhook", "http://LOCALHOST./hook"],
  ["webhook", "http://0x7f.1/hook"],
  ["slack", "https://192.168.1.5/hooks/a"],
  ["discord", "https://127.0.0.1/api/webhooks/1/t"],
  ["teams", "https://10.0.0.1/workflows/a"],
  ["ntfy", "https://[::1]/topic"],
  ["gotify", "https://[::ffff:10.0.0.1]/?token=A"],
])("%s: %s is for those who allow private targets", (channel, text) => {
  expect(targetOf(channel, text, false)).toMatchObject({
    hint: expect.stringContaining("allow_private_targets: true"),
  });
  expect(targetOf(channel, text, true)).toMatchObject({ ok: true });
});

test("without TLS, only webhooks leave one's own network", () => {
  expect(spelled("ntfy", "http://ntfy.example.org/t")).toBeNull();
  expect(spelled("ntfy", "http://ntfy.lan/t", true)).toBe("http://ntfy.lan/t");
});

test.each<[Channel, string, string]>([
  ["email", "ann@example.org", "a…@example.org"],
  ["email", "", ""],
  ["webhook", "https://example.org/hooks/secret?x", "https://example.org/…"],
  ["gotify", "https://push.example.org:8443/message?token=A", "https://push.example.org:8443/…"],
  ["telegram", "-1001234567890", "…890"],
  ["telegram", "@example_status", "@e…"],
  ["ntfy", "removed", "/…"],
])("of %s %s others see %s", (channel, target, seen) => {
  expect(maskTarget(channel, target)).toBe(seen);
});
