/** WCAG 2.2 arithmetic for a brand's color, so that it stays readable on every ground; `people/colors.py` is its twin. */

type Rgb = [number, number, number];

export function parseColor(text: string): Rgb | null {
  const match = /^#([0-9a-f]{6})$/i.exec(text);
  if (!match?.[1]) return null;
  const value = parseInt(match[1], 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}

const hexOf = (channels: readonly number[]): string => `#${channels.map((channel) => channel.toString(16).padStart(2, '0')).join('')}`;

const linear = (channel: number): number => {
  const share = channel / 255;
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
};

const luminance = ([red, green, blue]: Rgb): number => 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);

/** Contrast ratio of two `#rrggbb` colors, 1 to 21. */
export function contrast(one: string, other: string): number {
  const [a, b] = [parseColor(one), parseColor(other)];
  if (!a || !b) return 1;
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

export const WHITE = '#ffffff';
export const INK = '#1c1a17';
/** What text of normal size needs (WCAG 1.4.3). */
export const TEXT_RATIO = 4.5;

/** White or near-black, whichever reads better on `color`. */
export const onColor = (color: string): string => (contrast(color, WHITE) >= contrast(color, INK) ? WHITE : INK);

/** Whether text can stand on `color` in one of the two. */
export const isReadableGround = (color: string): boolean => contrast(color, onColor(color)) >= TEXT_RATIO;

/** The nearest darker and the nearest lighter color on which text can stand, each where there is one. */
export function readableGrounds(color: string): string[] {
  const start = parseColor(color);
  if (!start) return [];
  return [0, 255].flatMap((goal) => {
    for (let step = 1; step <= 100; step += 1) {
      const moved = hexOf(start.map((channel) => Math.floor((channel * (100 - step) + goal * step + 50) / 100)));
      if (isReadableGround(moved)) return [moved];
    }
    return [];
  });
}

/** `color` moved towards white or black until it reaches `ratio` on `ground`. */
export function readableOn(color: string, ground: string, ratio: number): string {
  const start = parseColor(color);
  const base = parseColor(ground);
  if (!start || !base) return color;
  const target = luminance(base) > 0.4 ? 0 : 255;
  for (let step = 0; step <= 20; step += 1) {
    const mixed = start.map((channel) => Math.round(channel + ((target - channel) * step) / 20));
    const text = hexOf(mixed);
    if (contrast(text, ground) >= ratio) return text;
  }
  return target ? '#ffffff' : '#000000';
}
