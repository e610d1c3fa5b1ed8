import { pathOf } from '../app/page-pattern';

const LENGTH = 200;

/**
 * The page as a pattern by which the widget knows it again: what stands for one record only, such as an id, is
 * anything, and so are the characters that a pattern cannot have.
 */
export function patternOf(page: Pick<Location, 'pathname' | 'hash'>): string {
  const parts = pathOf(page)
    .split('/')
    .map((part) => (/\d{3,}|[0-9a-f]{8,}/i.test(part) ? '*' : part));
  const pattern = parts
    .join('/')
    .replace(/:\/\//g, ':*')
    .replace(/[\s?#]+/g, '*');
  return pattern.length > LENGTH ? `${pattern.slice(0, LENGTH - 1)}*` : pattern;
}
