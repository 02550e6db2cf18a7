import * as z from "zod";

export const ConfigDiff = z
  .object({
    /** The file that the daemon reads; null when it runs on the defaults. */
    file: z.string().nullable(),
    changes: z.array(
      z.object({
        /** Like `notify.debounce` or `components.api.name`. */
        path: z.string(),
        /** As text; secrets are masked, absent is absent. */
        from: z.string().optional(),
        to: z.string().optional(),
        /** Only a restart takes this one over; a reload refuses to apply the rest without it. */
        needsRestart: z.boolean(),
      }),
    ),
  })
  .meta({ id: "ConfigDiff" });

export const config = {
  diffConfig: { reply: ConfigDiff },
  reloadConfig: { body: z.strictObject({}), reply: ConfigDiff },
};
