import type { Hono } from "hono";
import * as routes from "../../../contract/subscribers.ts";
import { PAGE_SIZE } from "../../../contract/vocabulary.ts";
import { addSubscriber } from "../../actions/add-subscriber.ts";
import { importSubscribers } from "../../actions/import-subscribers.ts";
import { removeSubscriber } from "../../actions/remove-subscriber.ts";
import { rotateSubscriber } from "../../actions/rotate-subscriber.ts";
import { fromCursor, pageOf } from "../../gate/cursor.ts";
import { presentSubscriber } from "../../gate/present.ts";
import type { HttpEnv } from "../env.ts";
import { type HttpDeps, mountRead, mountVerb } from "../mount.ts";

export const mountSubscribers = (app: Hono<HttpEnv>, deps: HttpDeps): void => {
  const { store } = deps;
  mountVerb(app, deps, routes.addSubscriber, {
    input: ({ body }) => body,
    action: addSubscriber,
    present: (_, { subscriber, secret, isUpdate }, { ctx }) => ({
      ...presentSubscriber(subscriber, ctx.role),
      ...(isUpdate ? { updated: true } : {}),
      ...(secret ? { secret } : {}),
    }),
    target: (input) => input.channel,
    isSecret: true,
  });
  mountVerb(app, deps, routes.importSubscribers, {
    input: ({ body }) => body,
    action: importSubscribers,
    present: (_, { added, unchanged, refused }) => ({ added, unchanged, refused }),
    target: ({ items }) => `${items.length} subscribers`,
    isSecret: true, // the reply shows addresses
  });
  mountRead(app, deps, routes.listSubscribers, ({ query }, { ctx }) => {
    const limit = query.limit ?? PAGE_SIZE;
    const { state, channel, page } = query;
    const found = store.subscribers.list(
      { state, channel, page },
      fromCursor(query.cursor, ["id"])?.id ?? 0,
      limit + 1,
    );
    return pageOf(
      found,
      limit,
      (subscriber) => presentSubscriber(subscriber, ctx.role),
      ({ id }) => ({ id }),
    );
  });
  mountVerb(app, deps, routes.removeSubscriber, {
    input: ({ params }) => ({ id: params.id }),
    action: removeSubscriber,
    present: (_, subscriber, { ctx }) => presentSubscriber(subscriber, ctx.role),
    target: (input) => `subscriber ${input.id}`,
    isSecret: true, // the reply shows addresses
  });
  mountVerb(app, deps, routes.rotateSubscriber, {
    input: ({ params }) => ({ id: params.id }),
    action: rotateSubscriber,
    present: (_, { subscriber, secret }, { ctx }) => ({ ...presentSubscriber(subscriber, ctx.role), secret }),
    target: (input) => `subscriber ${input.id}`,
    isSecret: true,
  });
};
