import type { Hono } from "hono";
import * as routes from "../../../contract/config.ts";
import type { ActionContext } from "../../actions/context.ts";
import type { Performed, Replayable } from "../../actions/perform.ts";
import type { HttpEnv } from "../env.ts";
import { type HttpDeps, mountCommand, mountRead } from "../mount.ts";

/** What the wiring lends of the config in force. */
export interface ConfigView {
  diff: () => routes.ConfigDiff;
  reload: (ctx: ActionContext, replayable?: Replayable) => Promise<Performed<routes.ConfigDiff>>;
}

export const mountConfig = (app: Hono<HttpEnv>, deps: HttpDeps, config: ConfigView): void => {
  mountRead(app, deps, routes.diffConfig, () => config.diff());
  mountCommand(app, deps, routes.reloadConfig, (_, { ctx }, { replayable }) => config.reload(ctx, replayable));
};
