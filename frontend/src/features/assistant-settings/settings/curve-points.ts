import type { Point } from './api';

/** The lowest threshold above which the share of wrong answers never goes past a limit. */
export function thresholdFor(points: readonly Point[], limit: number): number | null {
  const over = points.findLastIndex(({ wrong }) => wrong > limit);
  return points[over + 1]?.threshold ?? null;
}

/** What a threshold leads to: the point at it, or the next one; nothing is known of one below the curve. */
export function pointAt(points: readonly Point[], threshold: number): Point | undefined {
  const [first] = points;
  if (!first || !(threshold >= first.threshold - 1e-6)) return undefined;
  return points.find((point) => point.threshold >= threshold - 1e-6) ?? points.at(-1);
}
