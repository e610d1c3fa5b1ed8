import { useTranslation } from 'react-i18next';
import { workTime } from '@/shared/lib/dates';
import { Avatar, Badge, type Tone } from '@/shared/ui';
import type { GapRow, Gaps } from './api';
import { money } from './words';

const MINUTE = 60_000;
export const KIND_TONE: Record<GapRow['kind'], Tone> = { missing: 'warn', not_found: 'mute', wrong: 'bad' };

export interface GapsTableProps {
  gaps: Gaps;
  open: number | undefined;
  onOpen: (id: number) => void;
}

/** Gaps as a dense table; on a phone each becomes a small block. */
export function GapsTable({ gaps, open, onOpen }: GapsTableProps) {
  const { t } = useTranslation('kb-gaps');
  return (
    <table className="dt cards kgt">
      <thead>
        <tr>
          <th scope="col">{t('gaps.what')}</th>
          <th scope="col">{t('gaps.kind')}</th>
          <th scope="col">{t('gaps.state')}</th>
          <th scope="col">{t('gaps.owner')}</th>
          <th scope="col" className="num">
            {t('gaps.tickets')}
          </th>
          <th scope="col" className="num">
            {t('gaps.time')}
          </th>
          <th scope="col" className="num">
            {t('gaps.cost')}
          </th>
        </tr>
      </thead>
      <tbody>
        {gaps.results.map((gap) => (
          <Row key={gap.id} gap={gap} currency={gaps.figures.currency} isOpen={gap.id === open} onOpen={() => onOpen(gap.id)} />
        ))}
      </tbody>
    </table>
  );
}

interface RowProps {
  gap: GapRow;
  currency: string;
  isOpen: boolean;
  onOpen: () => void;
}

function Row({ gap, currency, isOpen, onOpen }: RowProps) {
  const { t, i18n } = useTranslation('kb-gaps');
  return (
    <tr className={isOpen ? 'picked' : ''}>
      <th scope="row">
        <button type="button" className="link med" aria-expanded={isOpen} data-gap={gap.id} onClick={onOpen} dir="auto">
          {gap.title}
        </button>
        {gap.article ? (
          <span className="t2 ell kg-line" dir="auto">
            {t('gaps.by', { title: gap.article.title })}
          </span>
        ) : null}
      </th>
      <td data-label={t('gaps.kind')}>
        <Badge tone={KIND_TONE[gap.kind]}>{t(`kind.${gap.kind}`)}</Badge>
      </td>
      <td data-label={t('gaps.state')}>{t(`state.${gap.state}`)}</td>
      <td data-label={t('gaps.owner')}>
        {gap.owner ? (
          <span className="row g1">
            <Avatar id={gap.owner.id} name={gap.owner.name} size={16} />
            <span className="ell" dir="auto">
              {gap.owner.name}
            </span>
          </span>
        ) : (
          <span className="t3">{t('gaps.nobody')}</span>
        )}
      </td>
      <td data-label={t('gaps.tickets')} className="num">
        {gap.tickets}
      </td>
      <td data-label={t('gaps.time')} className="num">
        {gap.minutes === null ? <span className="t3">{t('gaps.replies', { count: gap.replies })}</span> : workTime(gap.minutes * MINUTE, i18n.language)}
      </td>
      <td data-label={t('gaps.cost')} className="num">
        {gap.cost === null ? <span className="t3">{t('gaps.unknown')}</span> : money(gap.cost, currency, i18n.language)}
      </td>
    </tr>
  );
}
