// How the banner looks, in a shadow root on somebody else's page and in a frame: nothing of it comes from that page, font
// and size neither. Every text is at least 4.5:1.

export const BANNER_STYLE = `.bar {
  display: flex; gap: 10px; box-sizing: border-box; width: 100%; margin: 0; padding: 10px 16px;
  border: 1px solid var(--edge); border-radius: 8px; background: var(--tint); color: #171b21;
  font: 15px/1.4 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", "Liberation Sans", Arial, sans-serif;
  text-align: start; overflow-wrap: anywhere;
}
.said { display: flex; flex-wrap: wrap; gap: 2px 10px; min-width: 0; }
svg { width: 18px; height: 18px; flex: none; margin-top: 1.5px; }
.outline { fill: var(--tone); }
.sign { fill: none; stroke: var(--tint); stroke-width: 2.6; stroke-linecap: round; stroke-linejoin: round; }
a { color: inherit; text-decoration: none; border-radius: 3px; }
a:hover { text-decoration: underline; }
a:focus-visible { outline: 2px solid var(--tone); outline-offset: 2px; }
.headline { color: var(--tone); font-weight: 650; }
.about { min-width: 0; text-decoration: underline; text-underline-offset: 3px; text-decoration-thickness: 1px; }
.is-operational { --tone: #126b32; --tint: #e7f5ec; --edge: #b5dfc4; }
.is-degraded_performance { --tone: #825300; --tint: #fdf3da; --edge: #ecd08c; }
.is-partial_outage { --tone: #a33c04; --tint: #fdeee3; --edge: #f2c5a3; }
.is-major_outage { --tone: #b01c16; --tint: #fdebea; --edge: #f3bdb9; }
.is-under_maintenance { --tone: #17559e; --tint: #e8f1fb; --edge: #b5d1f0; }
@media (prefers-color-scheme: dark) {
  .bar { color: #e9ecf0; }
  .is-operational { --tone: #5fce8b; --tint: #11251a; --edge: #234f35; }
  .is-degraded_performance { --tone: #e6b94f; --tint: #282010; --edge: #57461d; }
  .is-partial_outage { --tone: #f59a5c; --tint: #2b1a0f; --edge: #613a1e; }
  .is-major_outage { --tone: #ff8a82; --tint: #2f1614; --edge: #6b2d29; }
  .is-under_maintenance { --tone: #84b9f5; --tint: #12202f; --edge: #28476a; }
}
@media (forced-colors: active) { .outline { fill: CanvasText; } .sign { stroke: Canvas; } }
@media print { .bar { print-color-adjust: exact; -webkit-print-color-adjust: exact; } }
`;
/** What is important in a shadow root wins over all that the page around it says of its host. */
export const SHADOW_STYLE = `:host { all: initial !important; display: block !important; }
:host([hidden]) { display: none !important; }
${BANNER_STYLE}`;
export const FRAME_STYLE = `:root { color-scheme: light dark; background: transparent; }
body { margin: 0; }
${BANNER_STYLE}`;
