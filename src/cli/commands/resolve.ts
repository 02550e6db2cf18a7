import { type Incident, resolveIncident } from "../../contract/incidents.ts";
import { eachIncident, readNote } from "../each-incident.ts";
import { IDS_ARGUMENT, KEYS_OPTION, NOTE_OPTION, type Register, SOURCE_OPTION } from "../options.ts";
import { type Keys, readTargets } from "../targets.ts";
import { tellOfPause } from "../tell-of-pause.ts";

interface Options extends Keys {
  message?: string;
  force?: true;
  /** False with --no-post. */
  post: boolean;
}

export const register: Register = (parent, run) => {
  parent
    .command("resolve")
    .description("say that incidents are over")
    .argument(...IDS_ARGUMENT)
    .option(...KEYS_OPTION)
    .option(...SOURCE_OPTION)
    .option(...NOTE_OPTION)
    .option("--force", "also while alerts still fire; they are muted until they have recovered once")
    .option("--no-post", "the public is not told, although it knows of them")
    .action(
      run(async (context, ids: string[], options: Options) => {
        const note = await readNote(context, options.message, ids);
        const { force, post } = options;
        const input = { ...note, ...(force ? { force } : {}), ...(post ? {} : { post }) };
        let isNews = false;
        const exitCode = await eachIncident(context, await readTargets(context, ids, options), {
          done: (incident) => `resolved${inPublic(incident)}`,
          act: async (client, id) => {
            const outcome = await client.callWithStatus(resolveIncident, { id, ...input });
            isNews ||= outcome.result === "changed" && hasSaidSo(outcome.reply);
            return outcome;
          },
        });
        if (isNews) await tellOfPause(context);
        return exitCode;
      }),
    );
};

/** What its readers find on the page from now on; nobody looks there again by himself. */
const inPublic = ({ id, public: words }: Incident): string => {
  if (!words) return "";
  if (words.status === "resolved") return "; the page says so too";
  return `; the page still says “${words.status}”: \`tocsin post ${id} resolved TEXT\` ends that`;
};

/** With `--no-post`, or of what the public does not know, the last word is not of this resolve. */
const hasSaidSo = ({ posts, resolvedAt }: Incident): boolean => {
  const last = posts.at(-1);
  return last?.auto === true && last.status === "resolved" && last.createdAt === resolvedAt;
};
