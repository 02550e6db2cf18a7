import { EXIT } from "../../contract/problem.ts";
import { resumeNotify } from "../../contract/subscribers.ts";
import { show } from "../context.ts";
import type { Register } from "../options.ts";
import { sendingLine } from "../render/notify.ts";

export const register: Register = (parent, run) => {
  parent
    .command("resume")
    .description("end a pause: what waits and is still true goes out now")
    .action(
      run(async (context) => {
        const client = await context.connect();
        const { result, reply } = await client.callWithStatus(resumeNotify, {});
        const already = result === "unchanged" ? "; it was not paused" : "";
        show(context, reply, { ids: () => [], words: () => [`${sendingLine(context, reply)}${already}`] });
        return EXIT.done;
      }),
    );
};
