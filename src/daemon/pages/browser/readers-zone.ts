// Every moment of the page in the zone of its reader. Days of bars and months of the archive stay those of the page.

/** How a moment is written: whole and with its zone; the start of a span; its end, which repeats no day. */
type Form = "from" | "to" | undefined;

const CLOCK = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;
const DATE = { day: "numeric", month: "short", year: "numeric" } as const;

export const inReadersZone = (root: Document): void => {
  const { format, zone, zoneWords } = root.documentElement.dataset;
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (!own || own === zone) return;
  const bare = new Intl.DateTimeFormat(format, { ...DATE, ...CLOCK });
  const whole = new Intl.DateTimeFormat(format, { ...DATE, ...CLOCK, timeZoneName: "short" });
  const hour = new Intl.DateTimeFormat(format, { ...CLOCK, timeZoneName: "short" });
  let from: Date | undefined;
  for (const time of root.querySelectorAll<HTMLTimeElement>('time[datetime*="T"]')) {
    const at = new Date(time.dateTime);
    const form = time.dataset.form as Form;
    const isSameDay = from !== undefined && from.toDateString() === at.toDateString();
    time.textContent = (form === "from" ? bare : form === "to" && isSameDay ? hour : whole).format(at);
    from = form === "from" ? at : undefined;
  }
  const note = root.querySelector("#zone");
  if (note && zoneWords) note.textContent = zoneWords.replace("{zone}", own.replaceAll("_", " "));
};
