import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { absoluteTime, relativeTime } from '@/shared/lib/dates';
import { useNow } from '@/shared/lib/ticker';
import { Button, Loaded } from '@/shared/ui';
import { linesQuery, runsQuery, type Line, type Source, type SourceRun } from './api';
import { useReasons } from './words';

/** The last runs of a source, and what they did with its items. */
export function RunsSection({ source }: { source: Source }) {
  const { t } = useTranslation('kb-sources');
  // A run that ends or gets on makes both old.
  const { run } = source;
  const mark = run ? `${run.id}.${run.state}` : `${source.items}`;
  const runs = useQuery(runsQuery(source.id, mark));
  const lines = useInfiniteQuery(linesQuery(source.id, `${mark}.${source.items}`));
  const found = lines.data?.pages.flatMap((page) => page.results);
  return (
    <>
      <section className="ks-part">
        <h3>{t('runs')}</h3>
        <Loaded query={runs} fault={t('runsFault')}>
          {({ results }) =>
            results.length === 0 ? (
              <p className="t2">{t('noRuns')}</p>
            ) : (
              <ul className="ks-lines">
                {results.map((one) => (
                  <Run key={one.id} run={one} />
                ))}
              </ul>
            )
          }
        </Loaded>
      </section>
      <section className="ks-part">
        <h3>{t('changes')}</h3>
        <Loaded query={{ ...lines, data: found }} fault={t('changesFault')}>
          {(rows) =>
            rows.length === 0 ? (
              <p className="t2">{t('noChanges')}</p>
            ) : (
              <ul className="ks-lines">
                {rows.map((line) => (
                  <LineRow key={line.id} line={line} />
                ))}
              </ul>
            )
          }
        </Loaded>
        {lines.hasNextPage ? (
          <Button size="sm" busy={lines.isFetchingNextPage ? t('loading') : null} onClick={() => void lines.fetchNextPage()}>
            {t('more')}
          </Button>
        ) : null}
      </section>
    </>
  );
}

function When({ at }: { at: string }) {
  const { i18n } = useTranslation('kb-sources');
  const now = useNow(60_000);
  return (
    <time className="t3" dateTime={at} title={absoluteTime(at, i18n.language)}>
      {relativeTime(at, now, i18n.language)}
    </time>
  );
}

function Run({ run }: { run: SourceRun }) {
  const { t } = useTranslation('kb-sources');
  const reasons = useReasons();
  const sum = t('runSum', { new: run.new, changed: run.changed, gone: run.gone });
  return (
    <li>
      <When at={run.started_at} />
      <span dir="auto">
        {t(`run.${run.state}`)}
        {run.state === 'failed' ? `: ${reasons.short(run.fault, run.detail)}` : `. ${sum}`} <span className="t3">{t('by', { name: run.by })}</span>
      </span>
    </li>
  );
}

function LineRow({ line }: { line: Line }) {
  const { t } = useTranslation('kb-sources');
  const reasons = useReasons();
  const name = line.title || line.key;
  return (
    <li>
      <When at={line.at} />
      <span>
        {t(`outcome.${line.outcome}`)}:{' '}
        {line.article_id === null ? (
          <bdi title={line.key}>{name}</bdi>
        ) : (
          <Link className="link" to="/kb/$id" params={{ id: String(line.article_id) }}>
            <bdi>{name}</bdi>
          </Link>
        )}
        {line.reason ? <span className="t2"> {reasons.short(line.reason, line.detail)}</span> : null}
        {line.outcome === 'failed' && line.detail && line.reason === 'unreadable' ? <span className="hint"> {line.detail}</span> : null}
      </span>
    </li>
  );
}
