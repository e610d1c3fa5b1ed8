import { useTranslation } from 'react-i18next';
import { absoluteTime } from '@/shared/lib/dates';
import type { RunbookMark } from './api';
import { useAmount } from './use-amount';

/** Who marked a step, when, and what they say about it. */
export function MarkLine({ mark }: { mark: RunbookMark }) {
  const { t, i18n } = useTranslation('runbooks');
  const amount = useAmount();
  const facts = [
    t(`state.${mark.state}`),
    mark.amount === null ? '' : amount(mark.amount, mark.unit),
    mark.by,
    absoluteTime(mark.at, i18n.language),
  ].filter(Boolean);
  return (
    <>
      <span className="t3 f12">{facts.join(' · ')}</span>
      {mark.is_over && mark.limit !== null ? <span className="hint bad">{t('over', { limit: amount(mark.limit, mark.unit) })}</span> : null}
      {mark.reason ? (
        <span className="f12" dir="auto">
          {mark.reason}
        </span>
      ) : null}
    </>
  );
}
