import type { UseInfiniteQueryResult } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { shortDate } from '@/shared/lib/dates';
import { useNow } from '@/shared/lib/ticker';
import { Button, Empty, Loaded, SelectField } from '@/shared/ui';
import type { ReviewSearch } from './search';
import { CATEGORIES, REASONS, type ReviewRow } from './words';

export interface ReviewListProps {
  query: UseInfiniteQueryResult;
  rows: readonly ReviewRow[];
  counts: { waiting: number; mine: number; categories: { category: string; count: number }[] } | undefined;
  number: number | undefined;
  search: ReviewSearch;
  onSearch: (search: ReviewSearch) => void;
}

/** The queue, by its most urgent reasons. */
export function ReviewList({ query, rows, counts, number, search, onSearch }: ReviewListProps) {
  const { t } = useTranslation(['ai-review', 'shared']);
  const filter = (change: Partial<Record<keyof ReviewSearch, unknown>>): void => {
    const next = Object.entries({ ...search, number: undefined, ...change }).filter(([, value]) => value !== undefined && value !== '');
    onSearch(Object.fromEntries(next));
  };
  const groups = REASONS.map((reason) => ({ reason, rows: rows.filter((row) => row.reasons[0] === reason) }));
  const countOf = (category: string): number => counts?.categories.find((one) => one.category === category)?.count ?? 0;
  return (
    <section className="rvq" aria-label={t('review.queue')}>
      <div className="rwf" role="search" aria-label={t('review.filters')}>
        <SelectField
          hideLabel
          label={t('review.which')}
          value={search.judged ? 'judged' : search.mine ? 'mine' : 'all'}
          options={[
            { value: 'all', label: t('review.all', { count: counts?.waiting ?? 0 }) },
            { value: 'mine', label: t('review.mine', { count: counts?.mine ?? 0 }) },
            { value: 'judged', label: t('review.judged') },
          ]}
          onChange={(which) => filter({ mine: which === 'mine' || undefined, judged: which === 'judged' || undefined })}
        />
        <SelectField
          hideLabel
          label={t('category')}
          value={search.category ?? ''}
          options={[
            { value: '', label: t('review.everyCategory') },
            ...CATEGORIES.map((value) => ({ value, label: `${t(`shared:type.${value}`)} (${countOf(value)})` })),
          ]}
          onChange={(category) => filter({ category: category || undefined })}
        />
        <SelectField
          hideLabel
          label={t('review.reason')}
          value={search.reason ?? ''}
          options={[{ value: '', label: t('review.everyReason') }, ...REASONS.map((value) => ({ value, label: t(`reason.${value}`) }))]}
          onChange={(reason) => filter({ reason: reason || undefined })}
        />
      </div>
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls must be reachable by keyboard */}
      <div className="scroll" tabIndex={0} role="region" aria-label={t('review.list')}>
        <Loaded query={query} fault={t('review.fault')}>
          {rows.length === 0 ? <Empty title={t('review.none')} /> : null}
          {groups
            .filter((group) => group.rows.length > 0)
            .map((group) => (
              <div key={group.reason}>
                <h2 className="qg">{t(`reason.${group.reason}`)}</h2>
                <ul>
                  {group.rows.map((row) => (
                    <Row key={row.number} row={row} isOpen={row.number === number} onOpen={() => onSearch({ ...search, number: row.number })} />
                  ))}
                </ul>
              </div>
            ))}
          {query.hasNextPage ? (
            <p className="pad">
              <Button busy={query.isFetchingNextPage ? t('loading') : null} onClick={() => void query.fetchNextPage()}>
                {t('more')}
              </Button>
            </p>
          ) : null}
        </Loaded>
      </div>
    </section>
  );
}

function Row({ row, isOpen, onOpen }: { row: ReviewRow; isOpen: boolean; onOpen: () => void }) {
  const { t, i18n } = useTranslation('ai-review');
  const now = useNow(60_000);
  return (
    <li>
      <button type="button" className={`rwr${isOpen ? ' on' : ''}`} aria-current={isOpen || undefined} onClick={onOpen}>
        <span className="row">
          <b className="ell" dir="auto">
            {row.company || row.requester || t('somebody')}
          </b>
          <span className="sp" />
          <time className="t3 f11 nw" dateTime={row.since}>
            {shortDate(row.since, now, i18n.language)}
          </time>
        </span>
        <span className="ell" dir="auto">
          {row.subject}
        </span>
        <span className="t3 f11 ell">{row.reasons.map((reason) => t(`reason.${reason}`)).join(', ')}</span>
      </button>
    </li>
  );
}
