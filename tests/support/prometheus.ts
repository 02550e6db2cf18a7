// A real Prometheus that scrapes one number of ours, and a real Alertmanager that it tells.
import { writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { stringify } from "yaml";
import { freePort } from "./ports.ts";
import { type Running, start } from "./process.ts";
import { tempDir } from "./temp.ts";
import { until } from "./until.ts";

/** A service with one metric, `shop_up{job}`: 1 while it is well, 0 while it fails. */
export const startService = async (): Promise<{ address: string; setUp: (isUp: boolean) => void }> => {
  let isUp = true;
  const server = createServer((_request, response) => {
    response.writeHead(200, { "content-type": "text/plain" }).end(`shop_up ${isUp ? 1 : 0}\n`);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    setUp: (next) => {
      isUp = next;
    },
  };
};

/** Sends every group at once to one webhook. */
export const startAlertmanager = async (webhook: {
  url: string;
  key: string;
}): Promise<{ address: string; process: Running }> => {
  const dir = tempDir();
  const config = {
    route: {
      receiver: "tocsin",
      group_by: ["alertname"],
      group_wait: "0s",
      group_interval: "1s",
      repeat_interval: "1h",
    },
    receivers: [
      {
        name: "tocsin",
        webhook_configs: [
          { url: webhook.url, send_resolved: true, http_config: { authorization: { credentials: webhook.key } } },
        ],
      },
    ],
  };
  writeFileSync(join(dir, "am.yml"), stringify(config));
  const address = `127.0.0.1:${await freePort()}`;
  const process = start("prometheus-alertmanager", [
    `--config.file=${join(dir, "am.yml")}`,
    `--storage.path=${join(dir, "data")}`,
    `--web.listen-address=${address}`,
    "--cluster.listen-address=",
  ]);
  await until("Alertmanager to be ready", async () => (await fetch(`http://${address}/-/ready`)).ok);
  return { address, process };
};

/** Evaluates every second: `shop_up == 0` fires `CheckoutDown`. */
export const startPrometheus = async (options: {
  service: string;
  alertmanager: string;
  labels: Record<string, string>;
}): Promise<void> => {
  const dir = tempDir();
  const rules = {
    groups: [
      {
        name: "shop",
        rules: [
          {
            alert: "CheckoutDown",
            expr: "shop_up == 0",
            labels: options.labels,
            annotations: { summary: "The checkout fails" },
          },
        ],
      },
    ],
  };
  const config = {
    global: { scrape_interval: "1s", evaluation_interval: "1s" },
    rule_files: [join(dir, "rules.yml")],
    alerting: { alertmanagers: [{ static_configs: [{ targets: [options.alertmanager] }] }] },
    scrape_configs: [{ job_name: "api", static_configs: [{ targets: [options.service] }] }],
  };
  writeFileSync(join(dir, "rules.yml"), stringify(rules));
  writeFileSync(join(dir, "prometheus.yml"), stringify(config));
  const address = `127.0.0.1:${await freePort()}`;
  start("prometheus", [
    `--config.file=${join(dir, "prometheus.yml")}`,
    `--storage.tsdb.path=${join(dir, "data")}`,
    `--web.listen-address=${address}`,
  ]);
  await until("Prometheus to be ready", async () => (await fetch(`http://${address}/-/ready`)).ok, 30_000);
};
