import type { TFunction } from 'i18next';
import type { Area, Token } from './api';

/** How far a token is let into an area. */
export type Right = 'none' | 'read' | 'write';
export type Rights = Readonly<Record<string, Right>>;

export const RIGHTS: readonly Right[] = ['none', 'read', 'write'];

/** The scopes of what was chosen; writing includes reading. */
export function scopesOf(areas: readonly Area[], rights: Rights): Token['scopes'] {
  return areas.flatMap((area) => {
    const right = rights[area.area] ?? 'none';
    return right === 'none' ? [] : [area[right]];
  });
}

/** An area's name, and its own word where it is newer than these texts. */
export const nameOf = (area: string, t: TFunction<'developers'>): string => t(`area.${area}`, { defaultValue: area });

/** What belongs to an area, in the server's words where there are no others. */
export const aboutOf = ({ area, about }: Area, t: TFunction<'developers'>): string => t(`about.${area}`, { defaultValue: about });

/** "Changes tickets, people. Reads knowledge." in words; null where it may do everything that its owner may. */
export function rightsInWords(scopes: Token['scopes'], t: TFunction<'developers'>, locale: string): string | null {
  if (scopes.length === 0) return null;
  const list = new Intl.ListFormat(locale, { type: 'conjunction' });
  const areasWith = (right: string): string[] =>
    scopes.flatMap((scope) => {
      const [area = '', its] = scope.split(':');
      return its === right ? [nameOf(area, t)] : [];
    });
  const [changed, read] = [areasWith('write'), areasWith('read')];
  return [
    changed.length > 0 ? t('may.write', { areas: list.format(changed) }) : '',
    read.length > 0 ? t('may.read', { areas: list.format(read) }) : '',
  ]
    .filter(Boolean)
    .join(' ');
}
