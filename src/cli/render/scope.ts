import type { Subscriber } from "../../contract/subscribers.ts";

type Asked = Pick<Subscriber, "page" | "components" | "incidents" | "kinds">;

/** What a subscriber is told about: `all components`, or `page “status”; api, web; incident 42; posts only`. */
export const scopeWords = ({ page, components, incidents, kinds }: Asked): string =>
  [
    ...(page ? [`page “${page}”`] : []),
    ...(components ? [components.join(", ")] : incidents ? [] : ["all components"]),
    ...(incidents ? [`incident ${incidents.join(", ")}`] : []),
    ...(kinds ? [`${kinds.join(", ")} only`] : []),
  ].join("; ");
