import { useTranslation } from 'react-i18next';
import { useMay } from '@/shared/directory';
import type { RowCursor } from '@/shared/lib/row-cursor';
import type { Shortcut } from '@/shared/lib/shortcuts';
import type { RowSelection } from '@/shared/ticket-list';

/** The keys that walk the rows and choose them; for the screen to list with its own. */
export function useRowKeys(walk: RowCursor, selection: RowSelection): Shortcut[] {
  const { t } = useTranslation('tickets');
  const mayBulk = useMay('ticket.bulk');
  const { cursor } = walk;
  const move = (step: 1 | -1): number | null => {
    const next = walk.neighbor(step, cursor);
    if (next !== null) walk.focus(next);
    return next;
  };
  const extend = (step: 1 | -1): void | false => {
    if (!mayBulk) return false;
    const next = move(step);
    if (next !== null && cursor !== null) selection.extend(cursor, next);
  };
  return [
    { keys: 'j', label: t('keys.next'), run: () => void move(1) },
    { keys: 'k', label: t('keys.previous'), run: () => void move(-1) },
    { keys: 'x', label: t('keys.select'), run: () => (cursor === null || !mayBulk ? false : selection.toggle(cursor)) },
    { keys: 'shift+arrowdown', label: t('keys.extend'), run: () => extend(1) },
    { keys: 'shift+arrowup', label: t('keys.extendUp'), run: () => extend(-1) },
  ];
}
