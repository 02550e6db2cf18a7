// The line that answers, and the line that says what can be pressed.
import { hintsFor } from "../keymap.ts";
import { placeOf, type Question, type State } from "../state.ts";
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

const messageOf = (state: State): { text: string; tone?: Tone } => {
  const { confirm, toasts } = state;
  if (confirm) return { text: `#${confirm.id}${questionOf(confirm)} y/n`, tone: "warning" };
  const shown = toastShown(toasts);
  if (!shown) return { text: selectedInFull(state), tone: "quiet" };
  const more = shown.more > 0 ? `  (and ${shown.more} more)` : "";
  return { text: `${shown.toast.text}${more}`, tone: shown.toast.tone === "refusal" ? "warning" : "notice" };
};

/** What follows the number of its incident. */
const questionOf = (asked: Question): string => {
  switch (asked.kind) {
    case "public":
      return ": the public knows of it: resolving says so to subscribers. Resolve?";
    case "firing": {
      const alerts = count(asked.firing, "alert still fires", "alerts still fire");
      return `: ${alerts}: resolve and mute ${asked.firing === 1 ? "it" : "them"}?`;
    }
    case "held":
      return asked.isWhole
        ? " is held by maintenance; an ack shows its outage to readers. Ack?"
        : " is partly held by maintenance; an ack shows that to readers. Ack?";
  }
};

/** What the columns of the list have no room for: every component, the alerts, the whole title. */
const selectedInFull = (state: State): string => {
  const incident = state.incidents.get(state.selected.incident ?? 0);
  if (!incident || placeOf(state) !== "incidents") return "";
  const on = incident.components.length > 0 ? ` on ${incident.components.map((one) => one.name).join(", ")}` : "";
  const firing = incident.firing > 0 ? `, ${count(incident.firing, "alert fires", "alerts fire")}` : "";
  return `#${incident.id}${on}${firing}: ${incident.title}`;
};
