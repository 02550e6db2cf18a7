import type { Hono } from "hono";
import * as routes from "../../../contract/status.ts";
import { clearOverride } from "../../actions/clear-override.ts";
import { setOverride } from "../../actions/set-override.ts";
import { presentComponent } from "../../gate/present.ts";
import type { Component } from "../../store/components.ts";
import type { HttpEnv } from "../env.ts";
import { type HttpDeps, mountVerb } from "../mount.ts";

export const mountOverrides = (app: Hono<HttpEnv>, deps: HttpDeps): void => {
  const present = (_: unknown, component: Component) => presentComponent(component);
  const target = (input: { componentId: string }): string => `component ${input.componentId}`;
  mountVerb(app, deps, routes.setOverride, {
    input: ({ params, body }) => ({ componentId: params.id, ...body }),
    ...{ action: setOverride, present, target },
  });
  mountVerb(app, deps, routes.clearOverride, {
    input: ({ params }) => ({ componentId: params.id }),
    ...{ action: clearOverride, present, target },
  });
};
