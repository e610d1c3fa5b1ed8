/** The page as its patterns know it: the path, or the route behind `#` where the page keeps it there; no parameters. */
export function pathOf({ pathname, hash }: Pick<Location, 'pathname' | 'hash'>): string {
  const route = hash.replace(/^#!?/, '').replace(/\?.*$/, '');
  const path = route.startsWith('/') ? route : pathname || '/';
  try {
    return decodeURIComponent(path).toLowerCase();
  } catch {
    return path.toLowerCase();
  }
}

/** Whether a page fits a pattern such as `/settings/*`, in which `*` is anything; a host may stand in front. */
export function isOnPage(pattern: string, page: Pick<Location, 'pathname' | 'hash' | 'host'>): boolean {
  const path = pathOf(page);
  const target = pattern.startsWith('/') || pattern.startsWith('*') ? path : page.host.toLowerCase() + path;
  const [first = '', ...rest] = pattern.toLowerCase().split('*');
  if (!rest.length) return target === first;
  if (!target.startsWith(first)) return false;
  const last = rest.pop() ?? '';
  let at = first.length;
  for (const part of rest) {
    const next = target.indexOf(part, at);
    if (next < 0) return false;
    at = next + part.length;
  }
  return target.length - last.length >= at && target.endsWith(last);
}
