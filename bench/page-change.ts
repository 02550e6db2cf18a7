// The first page after a change, of 500 components with ninety days of bars: an incident on one of them over the API, and at once the
// page in gzip. Beside the same request when nothing had changed. Twenty of them, each on another component.
import { componentsOf } from "./support/config.ts";
import { startDaemon } from "./support/daemon.ts";
import { type FirstPage, firstPageAfter } from "./support/first-page.ts";
import { requireBars } from "./support/pages.ts";
import { alone, type Benchmark, compared } from "./support/result.ts";
import { median } from "./support/stats.ts";

const COMPONENTS = 500;
const CHANGES = 20;
const WARM_UP = 3;
const AT_MOST_MS = 50;

export const pageChange: Benchmark = {
  name: "page-change",
  run: async (note) => {
    const components = componentsOf(COMPONENTS);
    const daemon = await startDaemon({ closed: 0, open: 0, bars: COMPONENTS }, { components });
    await requireBars(`${daemon.url}/`, COMPONENTS);
    const seen: FirstPage[] = [];
    for (let change = 0; change < WARM_UP + CHANGES; change++)
      seen.push(await firstPageAfter(daemon, components[change * 21]!.id));
    const [coldest, counted] = [seen[0]!, seen.slice(WARM_UP)];
    note(`the first after the start took ${coldest.tookMs.toFixed(1)} ms`);
    const rounds = counted.map(({ tookMs, beforeMs }) => ({ ours: tookMs, baseline: beforeMs }));
    const all = (of: keyof FirstPage): number[] => counted.map((one) => one[of]);
    const aim = { of: "ours", atMost: AT_MOST_MS } as const;
    const name = `first page after a change, ${COMPONENTS} components`;
    return [
      compared(`${name}, median`, "ms", rounds, aim),
      alone(`${name}, worst`, "ms", Math.max(...all("tookMs")), aim),
      alone(`${name}, of it the daemon ran, median`, "ms", median(all("ranMs")), null),
      alone(`${name}, of it the daemon ran, worst`, "ms", Math.max(...all("ranMs")), null),
      alone(`${name}, loop delay at most`, "ms", Math.max(...all("delayMs")), aim),
    ];
  },
};
