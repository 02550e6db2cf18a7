// What a browser loads before the page stands, in gzip and in brotli: HTML, stylesheet and script, once those that are compressed
// well are ready. The default page has five components, the other one 200 with ninety days of bars and some trouble; on both an
// incident is open. The client of the live feed is loaded when all else is there, and told apart.
import { openIncident, postIncident } from "../src/contract/incidents.ts";
import { componentsOf } from "./support/config.ts";
import { type BenchDaemon, startDaemon } from "./support/daemon.ts";
import { askPage, requireBars } from "./support/pages.ts";
import { pause } from "./support/processes.ts";
import { alone, type Benchmark, type Result } from "./support/result.ts";
import { clientOf } from "./support/subscribers.ts";

const PAGES = [5, 200];
const AT_MOST_BYTES = 30_000;
const ENCODINGS = { gzip: "gzip", brotli: "br" };
const SETTLE_MS = 2000;

export const pageBytes: Benchmark = {
  name: "page-bytes",
  run: async () => {
    const results: Result[] = [];
    for (const count of PAGES) {
      const components = componentsOf(count);
      const daemon = await startDaemon({ closed: 0, open: 0, bars: count }, { components });
      await tellOfTrouble(daemon, components[1]!.id);
      await requireBars(`${daemon.url}/`, count);
      await pause(SETTLE_MS);
      for (const [name, encoding] of Object.entries(ENCODINGS)) {
        const { html, style, script, socket } = await bytesOf(daemon, encoding);
        const title = `bytes of the first view, ${count} components, ${name}`;
        results.push(alone(title, "B", html + style + script, { of: "ours", atMost: AT_MOST_BYTES }));
        for (const [part, bytes] of Object.entries({ html, style, script, "live feed, loaded later": socket }))
          results.push(alone(`  ${part}`, "B", bytes, null));
      }
    }
    return results;
  },
};

const tellOfTrouble = async (daemon: BenchDaemon, id: string): Promise<void> => {
  const client = clientOf(daemon);
  const opened = await client.call(openIncident, { title: "Logins fail", severity: "high", components: [{ id }] });
  const text = "Some **logins fail** since 09:40. We are looking into it, and say more within the hour.";
  await client.call(postIncident, { id: opened.id, status: "investigating", text });
};

const bytesOf = async ({ url }: BenchDaemon, encoding: string) => {
  const html = (await askPage(`${url}/`, { "accept-encoding": "identity" })).body.toString();
  const sizeOf = async (path: string | undefined): Promise<number> => {
    if (!path) throw new Error("the page does not name what it loads");
    const { status, body, rawHeaders } = await askPage(url + path, { "accept-encoding": encoding });
    if (status !== 200 || !rawHeaders.includes(encoding)) throw new Error(`${path} was not sent in ${encoding}`);
    return body.length;
  };
  return {
    html: await sizeOf("/"),
    style: await sizeOf(/<link rel="stylesheet" href="([^"]+)"/.exec(html)?.[1]),
    script: await sizeOf(/<script src="([^"]+)"/.exec(html)?.[1]),
    socket: await sizeOf(/data-socket="([^"]+)"/.exec(html)?.[1]),
  };
};
