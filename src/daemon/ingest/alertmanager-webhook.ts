// Alertmanager's webhook, version "4": one group with its alerts. https://prometheus.io/docs/alerting/latest/configuration/#webhook_config
import * as z from "zod";
import type { Labels } from "../../domain/alert.ts";
import { GroupAlert, type GroupShape, groupOf, isGroup, openGroup } from "./alert-group.ts";
import type { Shape } from "./shape.ts";

const VERSION = "4";
const AlertmanagerAlert = GroupAlert.extend({ generatorURL: z.string().nullish() });
const WEBHOOK: GroupShape<z.output<typeof AlertmanagerAlert>> = {
  group: groupOf(VERSION),
  alert: AlertmanagerAlert,
  // Where the graph is: what an engineer opens first.
  annotations: ({ generatorURL }): Labels => (generatorURL ? { generatorURL } : {}),
  refusal: ({ id }) => ({
    detail: `This is not an Alertmanager webhook of version 4, which the source \`${id}\` takes.`,
    hint: 'Point a `webhook_configs` receiver of Alertmanager here, or send generic JSON: `{"title": …}`.',
  }),
};

export const alertmanagerWebhook: Shape = {
  name: "alertmanager",
  fits: (payload) => isGroup(payload, VERSION),
  open: (payload, source) => openGroup(payload, source, WEBHOOK),
};
