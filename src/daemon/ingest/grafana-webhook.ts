// Grafana alerting's webhook, version "1": Alertmanager's skeleton with links. https://grafana.com/docs/grafana/latest/alerting/configure-notifications/manage-contact-points/integrations/webhook-notifier/
import * as z from "zod";
import { GroupAlert, type GroupShape, groupOf, isGroup, openGroup } from "./alert-group.ts";
import { cleanTitle } from "./hostile-text.ts";
import { fieldOf, type Shape } from "./shape.ts";

/** Fields that engineers want to see beside the annotations, under these names. */
const SHOWN = ["valueString", "dashboardURL", "panelURL", "silenceURL", "generatorURL"] as const;
const Text = z.string().nullish();
const GrafanaAlert = GroupAlert.extend({
  valueString: Text,
  dashboardURL: Text,
  panelURL: Text,
  silenceURL: Text,
  generatorURL: Text,
});

const VERSION = "1";
const WEBHOOK: GroupShape<z.output<typeof GrafanaAlert>> = {
  group: groupOf(VERSION),
  alert: GrafanaAlert,
  annotations: (alert) =>
    Object.fromEntries(SHOWN.flatMap((name) => (alert[name] ? [[name, alert[name]] as const] : []))),
  title: (payload) => {
    const title = fieldOf(payload, "title");
    return typeof title === "string" ? cleanTitle(title) : undefined;
  },
  refusal: ({ id }) => ({
    detail: `This is not a Grafana webhook of version 1, which the source \`${id}\` takes.`,
    hint: 'Point a contact point of the kind `Webhook` here, or send generic JSON: `{"title": …}`.',
  }),
};

export const grafanaWebhook: Shape = {
  name: "grafana",
  fits: (payload) => isGroup(payload, VERSION),
  open: (payload, source) => openGroup(payload, source, WEBHOOK),
};
