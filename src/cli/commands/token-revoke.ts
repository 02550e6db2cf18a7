import { EXIT } from "../../contract/problem.ts";
import { revokeToken } from "../../contract/tokens.ts";
import { safeLine } from "../../domain/safe-text.ts";
import { show } from "../context.ts";
import { idText, type Register } from "../options.ts";

export const register: Register = (parent, run) => {
  parent
    .command("revoke")
    .description("end a token at once, its live connections too")
    .argument("<id>", "id of the token", idText)
    .action(
      run(async (context, id: string) => {
        const client = await context.connect();
        const token = await client.call(revokeToken, { id });
        show(context, token, {
          ids: () => [token.id],
          words: () => [`token ${token.id} (${safeLine(token.name)}) revoked`],
        });
        return EXIT.done;
      }),
    );
};
