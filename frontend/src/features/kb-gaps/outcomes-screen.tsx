import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Badge, Empty, Loaded, SelectField } from '@/shared/ui';
import { among, coverageQuery, OUTCOME_SORTS, outcomesFile, outcomesQuery, type Outcome } from './api';
import { Frame, Period } from './frame';
import type { OutcomesSearch } from './search';
import { percent } from './words';

export interface OutcomesScreenProps {
  search: OutcomesSearch;
  onSearch: (search: OutcomesSearch) => void;
}

/** What became of the readers of each article, and which categories of tickets have one. */
export function OutcomesScreen({ search, onSearch }: OutcomesScreenProps) {
  const { t } = useTranslation('kb-gaps');
  const query = useQuery(outcomesQuery(search));
  return (
    <Frame
      page="outcomes"
      title={t('outcomes.title')}
      file={outcomesFile(search)}
      filters={
        <>
          <Period days={search.days} onDays={(days) => onSearch({ ...search, days })} />
          <SelectField
            hideLabel
            label={t('gaps.sort')}
            value={among(OUTCOME_SORTS, search.sort) ?? 'follow_up'}
            options={OUTCOME_SORTS.map((value) => ({ value, label: t(`outcomes.sortBy.${value}`) }))}
            onChange={(sort) => onSearch({ ...search, sort })}
          />
        </>
      }
    >
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls must be reachable by keyboard */}
      <div className="scroll kg-list" tabIndex={0} role="region" aria-label={t('outcomes.title')}>
        <CoverageOf />
        <Loaded query={query} fault={t('fault')}>
          {({ results }) =>
            results.length === 0 ? <Empty title={t('outcomes.none')}>{t('outcomes.noneHint')}</Empty> : <Table rows={results} />
          }
        </Loaded>
        <dl className="kg-meaning">
          {(['views', 'helpful', 'withoutTicket', 'followUp', 'escalated'] as const).map((name) => (
            <div key={name}>
              <dt>{t(`outcomes.${name}`)}</dt>
              <dd>{t(`outcomes.means.${name}`)}</dd>
            </div>
          ))}
        </dl>
      </div>
    </Frame>
  );
}

function Table({ rows }: { rows: readonly Outcome[] }) {
  const { t } = useTranslation('kb-gaps');
  return (
    <table className="dt cards kgt">
      <thead>
        <tr>
          <th scope="col">{t('outcomes.article')}</th>
          {(['views', 'helpful', 'withoutTicket', 'followUp', 'cited', 'escalated'] as const).map((name) => (
            <th key={name} scope="col" className="num">
              {t(`outcomes.${name}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <Row key={row.article.id} row={row} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ row }: { row: Outcome }) {
  const { t, i18n } = useTranslation('kb-gaps');
  // Few are told as counts: a share of them would say more than is known.
  const shareOf = (share: number | null, part: number, whole: number): string =>
    whole === 0 ? '–' : share === null ? t('outcomes.counts', { part, whole }) : t('outcomes.share', { share: percent(share, i18n.language), whole });
  return (
    <tr>
      <th scope="row">
        <Link to="/kb/$id" params={{ id: String(row.article.id) }} className="link med" dir="auto">
          {row.article.name}
        </Link>
        <span className="t2 kg-line" dir="auto">
          {row.owner?.name ?? t('gaps.nobody')} {row.needs_work ? <Badge tone="warn">{t('outcomes.needsWork')}</Badge> : null}
        </span>
      </th>
      <td data-label={t('outcomes.views')} className="num">
        {row.views}
      </td>
      <td data-label={t('outcomes.helpful')} className="num">
        {shareOf(row.helpful_share, row.helpful, row.voted)}
      </td>
      <td data-label={t('outcomes.withoutTicket')} className="num">
        {shareOf(null, row.without_ticket, row.known)}
      </td>
      <td data-label={t('outcomes.followUp')} className="num">
        {shareOf(row.follow_up, row.followed, row.known)}
      </td>
      <td data-label={t('outcomes.cited')} className="num">
        {row.cited}
      </td>
      <td data-label={t('outcomes.escalated')} className="num">
        {row.escalated + row.corrected > 0 ? t('outcomes.escalatedOf', { escalated: row.escalated, corrected: row.corrected }) : 0}
      </td>
    </tr>
  );
}

function CoverageOf() {
  const { t, i18n } = useTranslation('kb-gaps');
  const query = useQuery(coverageQuery);
  return (
    <section className="kg-coverage" aria-label={t('coverage.title')}>
      <h2>{t('coverage.title')}</h2>
      <Loaded query={query} fault={t('fault')}>
        {(found) =>
          found.share === null ? (
            <p className="t2">{t('coverage.none')}</p>
          ) : (
            <>
              <p>
                <b>{t('coverage.sum', { covered: found.covered, count: found.areas })}</b>{' '}
                <span className="t2">{t('coverage.good', { share: percent(found.good_from, i18n.language) })}</span>
              </p>
              <ul className="kg-lines">
                {found.results
                  .filter(({ articles }) => articles === 0)
                  .map(({ area, tickets, gap_id: gap }) => (
                    <li key={area}>
                      <span dir="auto">{area}</span>
                      <span className="t2">{t('coverage.missing', { count: tickets })}</span>
                      {gap === null ? null : (
                        <Link to="/kb/gaps" search={{ gap, singles: true }} className="link">
                          {t('coverage.gap')}
                        </Link>
                      )}
                    </li>
                  ))}
              </ul>
            </>
          )
        }
      </Loaded>
    </section>
  );
}
