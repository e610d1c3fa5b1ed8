/** The zones that the browser knows, as options; `current` is the one that is set, which it may call otherwise. */
export function zoneOptions(current: string): { value: string; label: string }[] {
  const zones = [...new Set([current, 'UTC', ...Intl.supportedValuesOf('timeZone')])].sort();
  return zones.map((value) => ({ value, label: value.replaceAll('_', ' ') }));
}
