import { useTranslation } from 'react-i18next';
import { SelectField } from '@/shared/ui';
import type { Article, ArticleChange } from './api';

const INTERVALS = [30, 90, 180, 365];
const PACED = 'paced';

/** How often an article is reviewed: as fast as its area moves, with the reason, or as a person sets it. */
export function ReviewField({ article, onChange }: { article: Article; onChange: (change: ArticleChange) => void }) {
  const { t, i18n } = useTranslation('kb');
  const { review_interval_days: own, is_review_paced: isPaced, review_pace: pace } = article;
  const days = (count: number): string => t('review.days', { count });
  const usual = new Intl.NumberFormat(i18n.language, { maximumFractionDigits: 1 });
  const why = pace ? t(`pace.${pace.why}`, { tickets: pace.tickets, usual: usual.format(pace.usual), count: pace.edits }) : t('pace.unknown');
  return (
    <SelectField
      label={t('review.every')}
      value={isPaced ? PACED : String(own)}
      disabled={!article.permissions.update}
      hint={isPaced || !pace ? why : t('pace.overruled', { days: days(pace.days), why })}
      options={[
        { value: PACED, label: t('pace.follow', { days: days(isPaced ? own : (pace?.days ?? own)) }) },
        ...[...new Set([...INTERVALS, own])].sort((a, b) => a - b).map((count) => ({ value: String(count), label: days(count) })),
      ]}
      onChange={(value) => onChange(value === PACED ? { is_review_paced: true } : { review_interval_days: Number(value) })}
    />
  );
}
