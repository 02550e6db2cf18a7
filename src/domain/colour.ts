// Colours that can be read: contrast as WCAG 2 has it (1.4.3).

type Rgb = readonly [number, number, number];

/** Of text in ordinary size. */
export const READABLE = 4.5;

/** 1 to 21; both as `#0b57a4`. */
export const contrastOf = (a: string, b: string): number => {
  const [light, dark] = [luminanceOf(rgbOf(a)), luminanceOf(rgbOf(b))].sort((x, y) => y - x) as [number, number];
  return (light + 0.05) / (dark + 0.05);
};

/** The colour itself where it can be read on all of these grounds, else the nearest that can: with more black or white in it. */
export const readableOn = (colour: string, grounds: readonly string[]): string => {
  const isDarkGround = luminanceOf(rgbOf(grounds[0]!)) < 0.2;
  const towards: Rgb = isDarkGround ? [255, 255, 255] : [0, 0, 0];
  for (let share = 0; share < 1; share += 0.02) {
    const mixed = hexOf(mix(rgbOf(colour), towards, share));
    if (grounds.every((ground) => contrastOf(mixed, ground) >= READABLE)) return mixed;
  }
  return hexOf(towards);
};

const rgbOf = (hex: string): Rgb => [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)) as unknown as Rgb;
const hexOf = (rgb: Rgb): string => `#${rgb.map((one) => Math.round(one).toString(16).padStart(2, "0")).join("")}`;
const mix = (a: Rgb, b: Rgb, share: number): Rgb => a.map((one, at) => one + (b[at]! - one) * share) as unknown as Rgb;

const luminanceOf = (rgb: Rgb): number => {
  const [red, green, blue] = rgb.map((one) => {
    const part = one / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as unknown as Rgb;
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
};
