import type { UseInfiniteQueryResult } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '@/shared/api';
import { shortDate } from '@/shared/lib/dates';
import { useNow } from '@/shared/lib/ticker';
import { Button, Empty, Loaded, SelectField } from '@/shared/ui';
import type { QualitySearch } from './search';
import { LISTS, SAMPLES, SIDES, type List, type Row, type Sample, type Side } from './words';

export interface ReviewListProps {
  query: UseInfiniteQueryResult;
  rows: readonly Row[];
  counts: Schemas['QualityCounts'] | undefined;
  open: number | undefined;
  mayReview: boolean;
  search: QualitySearch;
  onSearch: (search: QualitySearch) => void;
}

/** The conversations of a list, with the filters above. */
export function ReviewList({ query, rows, counts, open, mayReview, search, onSearch }: ReviewListProps) {
  const { t } = useTranslation('quality');
  const filter = (change: { list?: List | undefined; side?: Side | undefined; sample?: Sample | undefined }): void => {
    const { review: _review, number: _number, ...rest } = search;
    onSearch(Object.fromEntries(Object.entries({ ...rest, ...change }).filter(([, value]) => value !== undefined)));
  };
  // That nothing waits, or that nothing of one's own is scored, is only known of the whole list.
  const isNarrowed = search.number !== undefined || (mayReview && ((search.list ?? 'waiting') !== 'waiting' || search.side !== undefined || search.sample !== undefined));
  return (
    <section className="qlq" aria-label={t('queue')}>
      {mayReview ? (
        <div className="rwf" role="search" aria-label={t('filters')}>
          <SelectField
            hideLabel
            label={t('which')}
            value={search.list ?? 'waiting'}
            options={LISTS.map((value) => ({ value, label: t(`list.${value}`, { count: counts?.[value] ?? 0 }) }))}
            onChange={(list) => filter({ list: LISTS.find((one) => one === list) })}
          />
          <SelectField
            hideLabel
            label={t('side.label')}
            value={search.side ?? ''}
            options={[{ value: '', label: t('side.both') }, ...SIDES.map((value) => ({ value, label: t(`side.${value}`) }))]}
            onChange={(side) => filter({ side: SIDES.find((one) => one === side) })}
          />
          <SelectField
            hideLabel
            label={t('sample.label')}
            value={search.sample ?? ''}
            options={[{ value: '', label: t('sample.both') }, ...SAMPLES.map((value) => ({ value, label: t(`sample.${value}`) }))]}
            onChange={(sample) => filter({ sample: SAMPLES.find((one) => one === sample) })}
          />
        </div>
      ) : null}
      {search.number === undefined ? null : (
        <p className="qlone">
          {t('oneTicket', { number: search.number })}{' '}
          <button type="button" className="link" onClick={() => filter({})}>
            {t('showAll')}
          </button>
        </p>
      )}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls must be reachable by keyboard */}
      <div className="scroll" tabIndex={0} role="region" aria-label={t('conversations')}>
        <Loaded query={query} fault={t('fault')}>
          {rows.length > 0 ? null : isNarrowed ? <Empty title={t('noneHere')} /> : <Empty title={t(mayReview ? 'none' : 'noneOwn')}>{t(mayReview ? 'noneHint' : 'noneOwnHint')}</Empty>}
          <ul>
            {rows.map((row) => (
              <ListRow key={row.id} row={row} isOpen={row.id === open} onOpen={() => onSearch({ ...search, review: row.id })} />
            ))}
          </ul>
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

function ListRow({ row, isOpen, onOpen }: { row: Row; isOpen: boolean; onOpen: () => void }) {
  const { t, i18n } = useTranslation('quality');
  const now = useNow(60_000);
  const marks = [row.sample ? t(`sample.${row.sample}`) : '', ...row.risks.map((risk) => t(`risk.${risk}`)), row.reviewed_at ? t('isReviewed') : ''];
  return (
    <li>
      <button type="button" className={`rwr${isOpen ? ' on' : ''}`} data-review={row.id} aria-current={isOpen || undefined} onClick={onOpen}>
        <span className="row">
          <b className="ell" dir="auto">
            {row.person?.name ?? t('side.assistant')}
          </b>
          <span className="sp" />
          <time className="t3 f11 nw" dateTime={row.ended_at}>
            {shortDate(row.ended_at, now, i18n.language)}
          </time>
        </span>
        <span className="ell" dir="auto">
          <span className="t3">#{row.number}</span> {row.subject}
        </span>
        <span className="t3 f11 ell">{marks.filter(Boolean).join(', ')}</span>
      </button>
    </li>
  );
}
