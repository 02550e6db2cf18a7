// The one line that tells what others did and what was refused, for a few seconds.

export interface Toast {
  /** `answer`: to what was asked here. */
  tone: "news" | "answer" | "refusal";
  /** News that ring the bell are shown before others of the same moment. */
  isAlarming?: boolean;
  text: string;
  until: number;
}

/** A refusal is read by somebody who waits for something else: it stays longer. */
const SHOWN_MS = { news: 5_000, answer: 5_000, refusal: 10_000 } as const;
const KEPT = 50;

/** Those that are still to be read, with a new one. */
export const freshToasts = (toasts: readonly Toast[], now: number, added?: Omit<Toast, "until">): readonly Toast[] => {
  const fresh = toasts.some((toast) => toast.until <= now) ? toasts.filter((toast) => toast.until > now) : toasts;
  return added ? [...fresh, { ...added, until: now + SHOWN_MS[added.tone] }].slice(-KEPT) : fresh;
};

/** What was last answered before the newest news, and how many more there are, or are at least. */
export const toastShown = (toasts: readonly Toast[]): { toast: Toast; more: number; isCut: boolean } | undefined => {
  const last = toasts.at(-1);
  const toast =
    toasts.findLast(({ tone }) => tone !== "news") ??
    toasts.findLast(({ isAlarming, until }) => isAlarming && until === last?.until) ??
    last;
  return toast && { toast, more: toasts.length - 1, isCut: toasts.length >= KEPT };
};
