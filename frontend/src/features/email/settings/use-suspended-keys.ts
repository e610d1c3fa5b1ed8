import { useTranslation } from 'react-i18next';
import { useShortcuts } from '@/shared/lib/shortcuts';
import type { RowSelection } from '@/shared/ticket-list';
import type { Reviewing } from './use-reviewing';
import type { RowKeys } from '@/shared/lib/row-keys';

interface SuspendedParts {
  rows: RowKeys;
  order: readonly number[];
  selection: RowSelection;
  /** The mails that are selected, in the order of the rows. */
  chosen: readonly number[];
  reviewing: Reviewing;
  /** The mail whose panel is open. */
  mail: number | undefined;
  close: () => void;
  onFilter: () => void;
}

/** The keys of the mails that wait. */
export function useSuspendedKeys(parts: SuspendedParts, isEnabled: boolean): void {
  const { t } = useTranslation('email');
  const { rows, order, selection, chosen, reviewing, mail, close, onFilter } = parts;

  /** What a key acts on: the selected mails, else the open one, else the one with the focus. */
  function targets(): readonly number[] {
    if (chosen.length > 0) return chosen;
    const one = mail ?? rows.cursor;
    return one !== null && order.includes(one) ? [one] : [];
  }

  function extend(step: 1 | -1): void {
    const from = rows.cursor;
    const next = rows.move(step);
    if (next !== null && from !== null) selection.extend(from, next);
  }

  function escape(): void | false {
    if (mail !== undefined) return close();
    if (chosen.length === 0) return false;
    selection.clear();
  }

  useShortcuts(
    t('settings.tab.suspended'),
    [
      ...rows.shortcuts({ next: t('settings.keys.next'), previous: t('settings.keys.previous') }),
      { keys: 'x', label: t('settings.keys.select'), run: () => (rows.cursor === null ? false : selection.toggle(rows.cursor)) },
      { keys: 'shift+arrowdown', label: t('settings.keys.extend'), run: () => extend(1) },
      { keys: 'shift+arrowup', label: t('settings.keys.extendUp'), run: () => extend(-1) },
      { keys: 'r', label: t('settings.action.recover'), run: () => reviewing.start('recover', targets()) },
      { keys: 'shift+r', label: t('settings.action.recoverAndAllow'), run: () => reviewing.start('recoverAndAllow', targets()) },
      { keys: 'delete', label: t('settings.action.discard'), run: () => reviewing.start('discard', targets()) },
      { keys: '/', label: t('settings.filter.text'), run: onFilter },
      { keys: 'escape', label: t('settings.panel.close'), run: escape, isHidden: true },
    ],
    isEnabled,
  );
}
