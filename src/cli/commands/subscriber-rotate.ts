import { EXIT } from "../../contract/problem.ts";
import { rotateSubscriber } from "../../contract/subscribers.ts";
import { safeLine } from "../../domain/safe-text.ts";
import { show } from "../context.ts";
import { idText, type Register } from "../options.ts";

export const register: Register = (parent, run) => {
  parent
    .command("rotate")
    .description("make a new signing secret for a webhook; it is shown once, now (with --quiet, the secret alone)")
    .argument("<id>", "id of the subscriber", idText)
    .action(
      run(async (context, id: string) => {
        const client = await context.connect();
        const rotated = await client.call(rotateSubscriber, { id });
        show(context, rotated, {
          ids: () => [rotated.secret],
          words: () => [
            `subscriber ${rotated.id} has a new signing secret, shown only now: ${safeLine(rotated.secret)}`,
            "Messages are signed with the old one too for a day.",
          ],
        });
        return EXIT.done;
      }),
    );
};
