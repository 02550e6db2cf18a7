// The line that answers, and the line that says what can be pressed.
import { hintsFor } from "../keymap.ts";
import { placeOf, type State } from "../state.ts";
import { toastShown } from "../toasts.ts";
import { count, type Tone } from "../words.ts";
import { Line } from "./line.tsx";

export const FOOTER_ROWS = 2;

export const Footer = ({ state, width }: { state: State; width: number }) => {
  const { text, tone } = messageOf(state);
  const hints = hintsFor(placeOf(state)).map(({ key, label }) => `${key} ${label}`);
  return (
    <>
      <Line cells={[{ text, width, tone }]} />
      <Line cells={[{ text: hints.join("   "), width, tone: "quiet" }]} />
    </>
  );
};

const messageOf = ({ confirm, toasts }: State): { text: string; tone?: Tone } => {
  if (confirm) {
    const alerts = count(confirm.firing, "alert still fires", "alerts still fire");
    return {
      text: `#${confirm.id}: ${alerts}: resolve and mute ${confirm.firing === 1 ? "it" : "them"}? y/n`,
      tone: "warning",
    };
  }
  const shown = toastShown(toasts);
  if (!shown) return { text: "" };
  const more = shown.more > 0 ? `  (and ${shown.more} more)` : "";
  return { text: `${shown.toast.text}${more}`, tone: shown.toast.tone === "refusal" ? "warning" : "notice" };
};
