import { EXIT } from "../../contract/problem.ts";
import { VERSION } from "../../contract/version.ts";
import { show } from "../context.ts";
import type { Register } from "../options.ts";

export const register: Register = (parent, run) => {
  parent
    .command("version")
    .description("print the version of this program and of its runtime")
    .action(
      run(async (context) => {
        const node = process.versions.node;
        show(
          context,
          { version: VERSION, node },
          { ids: () => [VERSION], words: () => [`tocsin ${VERSION} (Node ${node})`] },
        );
        return EXIT.done;
      }),
    );
};
