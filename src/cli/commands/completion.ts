import { Argument } from "commander";
import { EXIT } from "../../contract/problem.ts";
import { SCRIPTS, type Shell } from "../completion/scripts.ts";
import type { Register } from "../options.ts";

const HOW = `
To have it in every new shell:
  bash  $ mkdir -p ~/.local/share/bash-completion/completions
        $ tocsin completion bash > ~/.local/share/bash-completion/completions/tocsin
        without the package bash-completion, in ~/.bashrc: source <(tocsin completion bash)
  zsh   in ~/.zshrc, after compinit: source <(tocsin completion zsh)
  fish  $ tocsin completion fish > ~/.config/fish/completions/tocsin.fish`;

export const register: Register = (parent, run) => {
  parent
    .command("completion")
    .description("print what makes a shell complete commands, options, ids and names, live ones too")
    .addArgument(new Argument("<shell>", "which shell").choices(Object.keys(SCRIPTS)))
    .addHelpText("after", HOW)
    .action(
      run(async (context, shell: Shell) => {
        context.io.stdout.write(SCRIPTS[shell]);
        return EXIT.done;
      }),
    );
};
