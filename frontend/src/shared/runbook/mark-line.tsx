import { useTranslation } from 'react-i18next';
import { absoluteTime } from '../lib/dates';
import type { ShownMark } from './mark';
import { useAmount } from './use-amount';

export interface MarkLineProps {
  mark: ShownMark;
  /** What more was decided than this. */
  limit: number | null;
  unit: string;
}

/** Who marked a step, when, and what they say about it. */
export function MarkLine({ mark, limit, unit }: MarkLineProps) {
  const { t, i18n } = useTranslation('shared');
  const amount = useAmount();
  const facts = [
    t(`runbook.state.${mark.state}`),
    mark.amount === null ? '' : amount(mark.amount, unit),
    mark.by ?? '',
    absoluteTime(mark.at, i18n.language),
  ].filter(Boolean);
  const isOver = limit !== null && mark.amount !== null && mark.amount > limit;
  return (
    <>
      <span className="t3 f12">{facts.join(' · ')}</span>
      {isOver ? <span className="hint bad">{t('runbook.over', { limit: amount(limit, unit) })}</span> : null}
      {mark.reason ? (
        <span className="f12" dir="auto">
          {mark.reason}
        </span>
      ) : null}
    </>
  );
}
