/** WCAG 2.2 arithmetic for the brand's color, so that it stays readable on every ground. */

type Rgb = [number, number, number];

export function parseColor(text: string): Rgb | null {
  const match = /^#([0-9a-f]{6})$/i.exec(text);
  if (!match?.[1]) return null;
  const value = parseInt(match[1], 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}

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

/** White or near-black, whichever reads better on `color`. */
export const onColor = (color: string): string => (contrast(color, '#ffffff') >= contrast(color, '#1c1a17') ? '#ffffff' : '#1c1a17');

/** `color` moved towards white or black until it reaches `ratio` on `ground`. */
export function readableOn(color: string, ground: string, ratio: number): string {
  const start = parseColor(color);
  const base = parseColor(ground);
  if (!start || !base) return color;
  const target = luminance(base) > 0.4 ? 0 : 255;
  for (let step = 0; step <= 20; step += 1) {
    const mixed = start.map((channel) => Math.round(channel + ((target - channel) * step) / 20));
    const text = `#${mixed.map((channel) => channel.toString(16).padStart(2, '0')).join('')}`;
    if (contrast(text, ground) >= ratio) return text;
  }
  return target ? '#ffffff' : '#000000';
}
