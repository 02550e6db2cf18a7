// How many cells of a terminal a text takes, and cutting it to a number of them.

const ASCII = /^[ -~]*$/;
/** Made when first needed: its tables take milliseconds that most commands never have to spend. */
let segmenter: Intl.Segmenter | undefined;
/** What a reader sees as one sign each, in order; `containing(at)` finds the one at an offset. */
export const clustersOf = (text: string): Intl.Segments => {
  segmenter ??= new Intl.Segmenter(undefined, { granularity: "grapheme" });
  return segmenter.segment(text);
};
const EMOJI = /^\p{RGI_Emoji}$/v;
/** Two pictures joined, or a keycap, also where the sender left out the variation selector. */
const EMOJI_LOOSE = /^(?:[\d#*]\u20E3|.*\p{Extended_Pictographic}.*\u200D.*\p{Extended_Pictographic}.*)$/v;
const SHOWN =
  /[^\p{Default_Ignorable_Code_Point}\p{Control}\p{Format}\p{Nonspacing_Mark}\p{Enclosing_Mark}\p{Surrogate}]/v;
/** A sign within a cluster that takes cells of its own, besides the cluster's first one. */
const SPACING = /[\p{Spacing_Mark}\uFF00-\uFFEF]/v;
/** East Asian Width W and F (Unicode TR 11), in the blocks that are in use. */
const WIDE =
  /[\u1100-\u115F\u231A\u231B\u2329\u232A\u2630-\u2637\u268A-\u268F\u2E80-\u303E\u3041-\u3247\u3250-\u4DBF\u4DC0-\uA4C6\uA960-\uA97C\uAC00-\uD7A3\uF900-\uFAFF\uFE10-\uFE19\uFE30-\uFE6B\uFF01-\uFF60\uFFE0-\uFFE6\u{16FE0}-\u{18FFF}\u{1AFF0}-\u{1B2FF}\u{1D300}-\u{1D376}\u{1F200}-\u{1F265}\u{20000}-\u{3FFFD}[\p{Emoji_Presentation}--[\u{1F1E6}-\u{1F1FF}]]]/v;

/** Cells that a text takes on a terminal. */
export const widthOf = (text: string): number => {
  if (ASCII.test(text)) return text.length;
  let width = 0;
  for (const { segment } of clustersOf(text)) width += widthOfCluster(segment);
  return width;
};

const widthOfCluster = (cluster: string): number => {
  if (ASCII.test(cluster)) return cluster.length;
  // Lines and blocks, of which headings are made: a frame has hundreds.
  if (cluster.length === 1 && cluster >= "\u2500" && cluster <= "\u259F") return 1;
  const start = cluster.search(SHOWN);
  if (start === -1) return 0;
  if (EMOJI.test(cluster) || EMOJI_LOOSE.test(cluster)) return 2;
  const [first, ...rest] = [...cluster.slice(start)];
  const cells = (character: string): number => (WIDE.test(character) ? 2 : 1);
  return rest.reduce((sum, character) => sum + (SPACING.test(character) ? cells(character) : 0), cells(first!));
};

/** A text in at most so many cells, with `…` where it was cut. */
export const cut = (text: string, cells: number): string => {
  if (cells <= 0) return "";
  if (ASCII.test(text)) return text.length <= cells ? text : `${text.slice(0, cells - 1)}…`;
  let kept = "";
  let used = 0;
  let room = "";
  for (const { segment } of clustersOf(text)) {
    const width = widthOfCluster(segment);
    if (used + width > cells) return `${room}…`;
    kept += segment;
    used += width;
    if (used < cells) room = kept;
  }
  return kept;
};
