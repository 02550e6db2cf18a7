/** Whether the terminal says that its ground is light; TOCSIN_BACKGROUND settles it, COLORFGBG is what rxvt and others set. */
export const isLight = ({ TOCSIN_BACKGROUND: said, COLORFGBG = "" }: NodeJS.ProcessEnv): boolean => {
  if (said === "light" || said === "dark") return said === "light";
  const ground = /;(\d+)$/.exec(COLORFGBG)?.[1];
  return ground === "7" || ground === "15";
};
