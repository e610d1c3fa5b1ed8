import { queryOptions, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '@/shared/api';
import { Badge, Loaded } from '@/shared/ui';

const DAYS = 28;

const outcomeQuery = (article: number) =>
  queryOptions({
    queryKey: ['kb-outcomes', 'one', article],
    queryFn: ({ signal }) => api.get('/kb/outcomes', { query: { article, days: DAYS }, signal }),
  });

/** What became of those who read the article, beside its words. */
export function ArticleOutcome({ id }: { id: number }) {
  const { t, i18n } = useTranslation('kb');
  const query = useQuery(outcomeQuery(id));
  // Few are told as counts: a share of them would say more than is known.
  const shareOf = (share: number | null, part: number, whole: number): string =>
    whole === 0
      ? '–'
      : share === null
      ? t('outcome.counts', { part, whole })
      : t('outcome.share', { share: new Intl.NumberFormat(i18n.language, { style: 'percent' }).format(Math.round(share * 100) / 100), whole });
  return (
    <Loaded query={query} fault={t('outcome.fault')}>
      {({ results: [row] }) =>
        row === undefined ? (
          <p className="t2">{t('outcome.none')}</p>
        ) : (
          <section className="kb-outcomes" aria-label={t('outcome.label')}>
            <p className="t3 f12">{t('outcome.period', { count: DAYS })}</p>
            {row.needs_work ? <Badge tone="warn">{t('outcome.needsWork')}</Badge> : null}
            <dl className="kb-outcome">
              <Line name="views" value={String(row.views)} />
              <Line name="helpful" value={shareOf(row.helpful_share, row.helpful, row.voted)} />
              <Line name="withoutTicket" value={shareOf(null, row.without_ticket, row.known)} />
              <Line name="followUp" value={shareOf(row.follow_up, row.followed, row.known)} />
              <Line name="cited" value={String(row.cited)} />
              <Line name="escalated" value={String(row.escalated)} />
              <Line name="corrected" value={String(row.corrected)} />
            </dl>
          </section>
        )
      }
    </Loaded>
  );
}

type Name = 'views' | 'helpful' | 'withoutTicket' | 'followUp' | 'cited' | 'escalated' | 'corrected';

function Line({ name, value }: { name: Name; value: string }) {
  const { t } = useTranslation('kb');
  return (
    <div>
      <dt>{t(`outcome.name.${name}`)}</dt>
      <dd className="num">{value}</dd>
      <dd className="t3 f11 kb-means">{t(`outcome.means.${name}`)}</dd>
    </div>
  );
}
