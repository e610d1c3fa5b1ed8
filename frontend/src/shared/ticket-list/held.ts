/**
 * Lists do not move while somebody reads them: the order on the screen stays, the newer order is
 * counted and offered.
 */

/** Longest run of positions that already ascend, by patience sorting; its length. */
function ascending(values: readonly number[]): number {
  const tails: number[] = [];
  for (const value of values) {
    let low = 0;
    let high = tails.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((tails[middle] as number) < value) low = middle + 1;
      else high = middle;
    }
    tails[low] = value;
  }
  return tails.length;
}

/** How many rows came, went or moved between the shown order and the newer one. */
export function updatesBetween(shown: readonly number[], fresh: readonly number[]): number {
  const position = new Map(fresh.map((number, index) => [number, index]));
  const kept = shown.flatMap((number) => position.get(number) ?? []);
  const came = fresh.length - kept.length;
  const went = shown.length - kept.length;
  return came + went + (kept.length - ascending(kept));
}

/** The shown order with further rows at its end, as paging brings them. */
export function continued(shown: readonly number[], further: readonly number[]): readonly number[] {
  const known = new Set(shown);
  const added = further.filter((number) => !known.has(number));
  return added.length === 0 ? shown : [...shown, ...added];
}
