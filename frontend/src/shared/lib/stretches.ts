const A_MINUTE = 60;

/**
 * The first stretches of working time, and the seconds of those that are not shown, so that all add up to `total`.
 *
 * The server sends the first ones only, so what is left is told as time and not as a number of stretches. It rounds
 * each to seconds; less than a minute is no stretch.
 */
export function firstStretches<S extends { seconds: number }>(all: readonly S[], total: number, most: number): { shown: readonly S[]; rest: number } {
  const shown = all.slice(0, most);
  const rest = total - shown.reduce((sum, { seconds }) => sum + seconds, 0);
  return { shown, rest: rest < A_MINUTE && all.length <= most ? 0 : Math.max(rest, 0) };
}
