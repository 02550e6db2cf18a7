import { rotatePageToken } from "../../contract/pages.ts";
import { EXIT } from "../../contract/problem.ts";
import { safeLine } from "../../domain/safe-text.ts";
import { show } from "../context.ts";
import { examples, type Register } from "../options.ts";

export const register: Register = (parent, run) => {
  parent
    .command("rotate")
    .description("make a new token for a private page; it is shown once, now (with --quiet, the token alone)")
    .argument("<slug>", "the page, as `tocsin page list` names it")
    .addHelpText("after", examples("tocsin page token rotate partners"))
    .action(
      run(async (context, slug: string) => {
        const client = await context.connect();
        const made = await client.call(rotatePageToken, { slug });
        show(context, made, {
          ids: () => [made.token],
          words: () => [
            `page ${safeLine(made.slug)} has a new token, shown only now: ${made.token}`,
            `Its readers open: ${safeLine(made.openUrl)}`,
            made.private
              ? "Whoever opened it with another one is out."
              : "The page is for everybody; it asks for the token once the config says `private: true`.",
          ],
        });
        return EXIT.done;
      }),
    );
};
