/** Host and the rest of an address, the rest empty where it says nothing. */
export function partsOf(url: string): { host: string; rest: string } {
  try {
    const { host, pathname, search } = new URL(url);
    return { host, rest: pathname === '/' && search === '' ? '' : pathname + search };
  } catch {
    return { host: url, rest: '' };
  }
}
