// The page's stylesheet, by hand: one column, system fonts, light and dark, phone, print. Every text is at least 4.5:1.

/** What links and buttons stand on, page and card; as in the stylesheet. */
export const LIGHT_GROUNDS = ["#f6f7f9", "#ffffff"] as const;
export const DARK_GROUNDS = ["#0f1216", "#171b21"] as const;

export const STYLE = `:root {
  color-scheme: light dark;
  --ground: #f6f7f9; --card: #ffffff; --line: #e3e6ea; --ink: #171b21; --soft: #59636f; --link: #0b57a4;
  --good: #126b32; --good-bar: #3f9d62; --good-tint: #e7f5ec; --good-line: #b5dfc4;
  --slow: #825300; --slow-tint: #fdf3da; --slow-line: #ecd08c;
  --part: #a33c04; --part-tint: #fdeee3; --part-line: #f2c5a3;
  --down: #b01c16; --down-tint: #fdebea; --down-line: #f3bdb9;
  --work: #17559e; --work-tint: #e8f1fb; --work-line: #b5d1f0;
  --shade: 0 1px 2px rgb(20 30 45 / 5%), 0 4px 16px rgb(20 30 45 / 4%);
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --ground: #0f1216; --card: #171b21; --line: #2a3038; --ink: #e9ecf0; --soft: #9da7b3; --link: #86bdf7;
    --good: #5fce8b; --good-bar: #3f9d62; --good-tint: #11251a; --good-line: #234f35;
    --slow: #e6b94f; --slow-tint: #282010; --slow-line: #57461d;
    --part: #f59a5c; --part-tint: #2b1a0f; --part-line: #613a1e;
    --down: #ff8a82; --down-tint: #2f1614; --down-line: #6b2d29;
    --work: #84b9f5; --work-tint: #12202f; --work-line: #28476a;
    --shade: none;
  }
}
* { box-sizing: border-box; margin: 0; padding: 0; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body {
  background: var(--ground); color: var(--ink); min-height: 100vh; display: flex; flex-direction: column;
  font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", "Liberation Sans", Arial, sans-serif;
  overflow-wrap: anywhere;
}
.frame { width: 100%; max-width: 50rem; margin-inline: auto; padding-inline: 1.5rem; }
a { color: var(--link); text-underline-offset: .18em; }
:focus-visible { outline: 3px solid var(--link); outline-offset: 3px; border-radius: 4px; }
main:focus { outline: none; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.skip { position: absolute; inset-inline-start: 1rem; top: -4rem; background: var(--card); padding: .5rem 1rem; border-radius: 6px; }
.skip:focus { top: 1rem; }
.sprite { position: absolute; width: 0; height: 0; }
.icon { width: 1.125rem; height: 1.125rem; flex: none; }
.outline { fill: currentColor; }
.sign { fill: none; stroke: var(--sign, var(--card)); stroke-width: 2.6; stroke-linecap: round; stroke-linejoin: round; }

header { display: flex; flex-wrap: wrap; align-items: baseline; gap: .25rem 1.5rem; padding-block: 2.5rem 1.5rem; }
.get-updates { margin-inline-start: auto; }
.brand { font-size: 1.375rem; font-weight: 650; letter-spacing: -.015em; line-height: 1.3; }
.brand a { color: inherit; text-decoration: none; }
.logo { display: block; max-height: 3rem; max-width: 100%; width: auto; }
.brand a:hover { text-decoration: underline; text-decoration-thickness: 1px; }
main { flex: 1; }
#unreachable {
  width: calc(100% - 3rem); max-width: 47rem; margin-bottom: 1rem; padding: .75rem 1.5rem; color: var(--slow);
  background: var(--slow-tint); border: 1px solid var(--slow-line); border-radius: 10px;
}

.banner {
  display: flex; align-items: center; gap: 1.125rem; padding: 1.5rem; border: 1px solid var(--edge); border-radius: 14px;
  background: var(--tint); --sign: var(--tint);
}
.banner .icon { width: 2.5rem; height: 2.5rem; color: var(--tone); }
.banner h1 { font-size: 1.625rem; font-weight: 680; line-height: 1.2; letter-spacing: -.02em; color: var(--tone); text-wrap: balance; }
.banner p { margin-top: .25rem; color: var(--soft); }
.banner.is-empty { --tone: var(--ink); --tint: var(--card); --edge: var(--line); padding-block: 3rem; border-style: dashed; text-align: center; justify-content: center; }
.is-operational { --tone: var(--good); --tint: var(--good-tint); --edge: var(--good-line); }
.is-degraded_performance { --tone: var(--slow); --tint: var(--slow-tint); --edge: var(--slow-line); }
.is-partial_outage { --tone: var(--part); --tint: var(--part-tint); --edge: var(--part-line); }
.is-major_outage { --tone: var(--down); --tint: var(--down-tint); --edge: var(--down-line); }
.is-under_maintenance { --tone: var(--work); --tint: var(--work-tint); --edge: var(--work-line); }

section { margin-top: 2.5rem; }
h2 { font-size: 1.0625rem; font-weight: 650; letter-spacing: -.01em; margin-bottom: .75rem; }
h3 { font-size: 1rem; font-weight: 650; line-height: 1.4; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 12px; box-shadow: var(--shade); }
.card + .card { margin-top: 1rem; }
.card > h3 { display: flex; flex-wrap: wrap; justify-content: space-between; gap: .125rem 1rem; padding: .875rem 1.25rem; }
.group > summary { display: flex; flex-wrap: wrap; justify-content: space-between; gap: .125rem 1rem; padding: .875rem 1.25rem; cursor: pointer; list-style: none; border-radius: 12px; }
.group > summary::-webkit-details-marker { display: none; }
.group > summary h3::after { content: " ▾"; color: var(--soft); font-weight: 400; }
.group[open] > summary h3::after { content: " ▴"; }
.group > ul { border-top: 1px solid var(--line); }
ul { list-style: none; }
.component { display: flex; flex-wrap: wrap; justify-content: space-between; gap: .25rem 1.5rem; padding: .8125rem 1.25rem; }
.component + .component { border-top: 1px solid var(--line); }
.what { min-width: 0; flex: 1; }
.name, .about { display: block; }
.name { font-weight: 500; }
.about, .since { color: var(--soft); font-size: .875rem; }
.state { flex: none; text-align: end; }
.since { display: block; font-variant-numeric: tabular-nums; }
.level { display: inline-flex; align-items: center; gap: .4375rem; font-size: .9375rem; font-weight: 550; color: var(--tone); white-space: nowrap; }

.days { flex-basis: 100%; margin-top: .25rem; }
.days summary { display: block; cursor: pointer; list-style: none; border-radius: 4px; }
.days summary::-webkit-details-marker { display: none; }
.bar { display: block; width: 100%; height: 2rem; }
.gap { fill: var(--card); }
.bar [class] { fill: var(--bar, var(--tone)); }
.bar .is-operational { --bar: var(--good-bar); }
.bar .unknown { fill: var(--line); }
.scale { display: flex; justify-content: space-between; gap: 1rem; margin-top: .25rem; color: var(--soft); font-size: .8125rem; font-variant-numeric: tabular-nums; }
.uptime::after { content: " ▾"; }
.days[open] .uptime::after { content: " ▴"; }
.days[open] .scale, .days summary:hover .scale { color: var(--ink); }
.troubles, .days .quiet { padding-block: .5rem .25rem; font-size: .875rem; }
.troubles li + li { margin-top: .25rem; }
.quiet, .rule { color: var(--soft); }
.rule { margin-top: .75rem; font-size: .8125rem; }
.more { margin-top: 1rem; }
.title { font-size: 1.75rem; font-weight: 680; line-height: 1.2; letter-spacing: -.02em; text-wrap: balance; margin-bottom: .5rem; }
.ways { display: flex; flex-wrap: wrap; justify-content: space-between; gap: .5rem 1.5rem; margin-bottom: 1rem; }
.ways [rel="next"] { margin-inline-start: auto; }
.times { padding: 1.125rem 1.25rem 0; }
.times > div { display: flex; gap: 1rem; padding-block: .25rem; }
.times dt { flex: none; width: 6rem; color: var(--soft); }
.times dd { font-variant-numeric: tabular-nums; }

.window { padding-bottom: 1.125rem; }
.window:target { outline: 3px solid var(--edge); }
.card.window > h3 { padding-bottom: 0; }
.when, .touched, .window > .words { padding-inline: 1.25rem; }
.window > .words { margin-top: .75rem; }
.when { margin-top: .125rem; color: var(--soft); font-variant-numeric: tabular-nums; }
.touched { display: flex; flex-wrap: wrap; gap: .375rem; margin-top: .75rem; }
.touched li { padding: .125rem .625rem; border-radius: 99px; font-size: .875rem; background: var(--tint); color: var(--tone); }

.card > h3 > a { color: inherit; }
.incident { padding-bottom: .25rem; }
.incident:target { outline: 3px solid var(--edge); }
.incident > h3 ~ .touched { margin-top: 0; }
.incident > h3 + .posts { padding-top: 0; }
.posts { list-style: none; padding: .5rem 1.25rem; }
.posts > li { padding-block: .75rem; }
.posts > li + li { border-top: 1px solid var(--line); }
.said, .moved { color: var(--soft); font-size: .875rem; font-variant-numeric: tabular-nums; }
.said strong { color: var(--ink); font-size: 1rem; margin-inline-end: .25rem; }
.moved { margin-top: .375rem; }
.follow { margin-top: 1rem; }
.words > * + * { margin-top: .625rem; }
.words ul, .words ol { padding-inline-start: 1.5rem; }
.words ul { list-style: disc; }
.words ol { list-style: decimal; }
.words blockquote { padding-inline-start: .875rem; border-inline-start: 3px solid var(--line); color: var(--soft); }
.words code, .words pre { font-family: ui-monospace, "SF Mono", Menlo, Consolas, "Liberation Mono", monospace; font-size: .9em; }
.words pre { padding: .75rem; overflow-x: auto; background: var(--ground); border-radius: 8px; }

footer {
  display: flex; flex-wrap: wrap; gap: .25rem 1.5rem; margin-top: 3rem; padding-block: 1.5rem 2.5rem;
  color: var(--soft); font-size: .875rem; font-variant-numeric: tabular-nums;
}
.ways-to-read { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; margin-inline-start: auto; }

@media (max-width: 36rem) {
  .frame { padding-inline: 1rem; }
  header { padding-block: 1.5rem 1rem; }
  #unreachable { width: calc(100% - 2rem); padding-inline: 1rem; }
  .banner { padding: 1.25rem 1rem; gap: .875rem; }
  .banner .icon { width: 2rem; height: 2rem; }
  .banner h1 { font-size: 1.375rem; }
  .card > h3, .group > summary, .component, .when, .touched, .posts, .times, .window > .words { padding-inline: 1rem; }
  .component { flex-direction: column; }
  .state { text-align: start; display: flex; flex-wrap: wrap; align-items: baseline; gap: 0 .5rem; }
  .state .level { align-items: center; }
  footer { flex-direction: column; }
  .ways-to-read { margin-inline-start: 0; }
}
@media (forced-colors: active) {
  .sign { stroke: Canvas; }
  .banner, .card { border-color: CanvasText; }
}
@media print {
  :root { --ground: #fff; --shade: none; }
  header { padding-block: 0 1rem; }
  .frame { max-width: none; padding-inline: 0; }
  .skip, #unreachable, footer a { display: none; }
  .banner, .icon, .bar, .touched li { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  .component, .posts > li, .window, .banner { break-inside: avoid; }
  h2, h3 { break-after: avoid; }
}
`;
