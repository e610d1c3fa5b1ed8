interface Place {
  threshold: number;
  wrong: number;
}

/** The lowest threshold above which the share of wrong answers never goes past a limit. */
export function thresholdFor(points: readonly Place[], limit: number): number | null {
  const over = points.findLastIndex(({ wrong }) => wrong > limit);
  return points[over + 1]?.threshold ?? null;
}

/** What a threshold leads to: the point at it, or the next one; nothing is known of one below the curve. */
export function pointAt<P extends Place>(points: readonly P[], threshold: number): P | undefined {
  const [first] = points;
  if (!first || !(threshold >= first.threshold - 1e-6)) return undefined;
  return points.find((point) => point.threshold >= threshold - 1e-6) ?? points.at(-1);
}
