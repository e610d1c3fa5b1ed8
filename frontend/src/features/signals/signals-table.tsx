import { Fragment } from 'react';
import { useTranslation } from 'react-i18next';
import { shortDate } from '@/shared/lib/dates';
import { useNow } from '@/shared/lib/ticker';
import { Avatar, Badge, type Tone } from '@/shared/ui';
import { useAbout, useMoney, useTitle } from './told';
import { KINDS, type Signal, type Signals } from './words';

const TONE: Record<Signal['state'], Tone> = { new: 'warn', accepted: 'acc', dismissed: 'mute', done: 'ok' };

export interface SignalsTableProps {
  found: Signals;
  open: number | undefined;
  onOpen: (id: number) => void;
}

/** Signals by kind as a dense table; on a phone each becomes a small block. */
export function SignalsTable({ found, open, onOpen }: SignalsTableProps) {
  const { t } = useTranslation('signals');
  return (
    <table className="dt cards sgt">
      <thead>
        <tr>
          {(['what', 'arr', 'evidence', 'owner', 'state', 'action'] as const).map((column) => (
            <th key={column} scope="col" className={column === 'arr' ? 'num' : undefined}>
              {t(`column.${column}`)}
            </th>
          ))}
        </tr>
      </thead>
      {KINDS.map((kind) => {
        const rows = found.results.filter((row) => row.kind === kind);
        const precision = found.precision.find((one) => one.kind === kind);
        return rows.length === 0 ? null : (
          <tbody key={kind}>
            <tr className="sggroup">
              <th colSpan={6} scope="rowgroup">
                <b>{t(`kind.${kind}`)}</b> <span className="count">{rows.length}</span>
                {precision ? <span className="t2 sgprec">{t('precision.kind', { worth: precision.worth, count: precision.judged })}</span> : null}
              </th>
            </tr>
            {rows.map((row) => (
              <Row key={row.id} row={row} isOpen={row.id === open} onOpen={() => onOpen(row.id)} />
            ))}
          </tbody>
        );
      })}
    </table>
  );
}

function Row({ row, isOpen, onOpen }: { row: Signal; isOpen: boolean; onOpen: () => void }) {
  const { t, i18n } = useTranslation('signals');
  const now = useNow(60_000);
  const title = useTitle();
  const about = useAbout();
  const moneyOf = useMoney();
  return (
    <tr className={isOpen ? 'picked' : ''}>
      <th scope="row">
        <button type="button" className="link med" aria-expanded={isOpen} data-signal={row.id} onClick={onOpen} dir="auto">
          {title(row)}
        </button>
        <span className="t2 ell sgabout" dir="auto">
          {about(row)}
        </span>
      </th>
      <td data-label={t('column.arr')} className="num">
        {moneyOf(row.arr)}
      </td>
      <td data-label={t('column.evidence')}>{t('pieces', { count: row.pieces })}</td>
      <td data-label={t('column.owner')}>
        {row.owner ? (
          <span className="row g1">
            <Avatar id={row.owner.id} name={row.owner.name} size={16} />
            <span className="ell" dir="auto">
              {row.owner.name}
            </span>
          </span>
        ) : (
          <span className="t3">{t('nobody')}</span>
        )}
      </td>
      <td data-label={t('column.state')}>
        <States row={row} />
      </td>
      <td data-label={t('column.action')}>
        {row.action ? <span dir="auto">{row.action}</span> : <span className="t3">{t('notPlanned')}</span>}
        {row.action_on ? <span className="t2 f12 sgabout">{shortDate(`${row.action_on}T12:00`, now, i18n.language)}</span> : null}
      </td>
    </tr>
  );
}

/** How far a signal is, whether it still holds, and whether it waits for the budget. */
export function States({ row }: { row: Signal }) {
  const { t } = useTranslation('signals');
  const badges = [
    { name: t(`state.${row.state}`), tone: TONE[row.state], is: true },
    { name: t('isHeld'), tone: 'mute' as const, is: row.is_held },
    { name: t('isOver'), tone: 'mute' as const, is: !row.holds },
  ];
  return (
    <span className="sgstates">
      {badges.map(({ name, tone, is }) => (is ? <Badge key={name} tone={tone}>{name}</Badge> : <Fragment key={name} />))}
    </span>
  );
}
