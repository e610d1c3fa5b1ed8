import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import X from 'lucide-react/icons/x';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { absoluteTime } from '@/shared/lib/dates';
import { useShortcuts } from '@/shared/lib/shortcuts';
import { Icon, IconButton, Loaded } from '@/shared/ui';
import { weeksQuery } from './api';
import { sureOf, useCounts, useScopeName } from './drift-words';
import type { DriftSearch } from './search';
import { WeekChart } from './week-chart';
import type { Change, Drift, DriftRow } from './words';

/** One measure by week as a chart and a table, and what was changed meanwhile. */
export function DriftSide({ drift, search, onClose }: { drift: Drift; search: DriftSearch; onClose: () => void }) {
  const { t } = useTranslation('quality');
  const nameOf = useScopeName();
  const heading = useRef<HTMLHeadingElement>(null);
  const { scope = 'all', value = '', measure = 'csat' } = search;
  const query = useQuery(weeksQuery(scope, value, measure));
  const row = drift.results.find((one) => one.scope === scope && one.value === value && one.measure === measure);
  useEffect(() => heading.current?.focus(), []);
  useShortcuts(t('drift.title'), [{ keys: 'escape', label: t('close'), run: onClose }]);
  return (
    <aside className="qld" aria-label={t('drift.side')}>
      <header className="row">
        <h2 ref={heading} tabIndex={-1}>
          {t('drift.heading', { scope: nameOf({ scope, value }), measure: t(`measure.${measure}`) })}
        </h2>
        <span className="sp" />
        <IconButton label={t('close')} onClick={onClose}>
          <Icon icon={X} size={14} />
        </IconButton>
      </header>
      <p className="t2 f12">{t(`bad.${measure}`)}</p>
      {row ? <Standing row={row} drift={drift} /> : null}
      <Loaded query={query} fault={t('drift.fault')}>
        {(found) => (
          <>
            <WeekChart weeks={found.weeks} changes={found.changes} title={t('drift.chart')} />
            <h3>{t('drift.changes')}</h3>
            <p className="t3 f12">{t('drift.changesHint')}</p>
            <Changes changes={found.changes} />
          </>
        )}
      </Loaded>
    </aside>
  );
}

/** What happened, since when, and how sure that is. */
function Standing({ row, drift }: { row: DriftRow; drift: Drift }) {
  const { t, i18n } = useTranslation('quality');
  const counts = useCounts();
  const values = { recent: drift.recent_days, now: counts(row.bad, row.all), usual: counts(row.usual_bad, row.usual_all) };
  if (row.limit === null) return <p>{t(row.all === 0 ? 'drift.isTooLittleQuiet' : 'drift.isTooLittle', { ...values, count: row.usual_all, least: drift.least_usual })}</p>;
  if (!row.has_fallen || row.since === null) return <p>{t(row.all === 0 ? 'drift.isQuiet' : 'drift.isSteady', values)}</p>;
  return (
    <>
      <p>{t('drift.isFallen', { ...values, since: absoluteTime(row.since, i18n.language) })}</p>
      <p>{t(`drift.sure.${sureOf(row)}`)}</p>
      <p className="t3 f12">{t('drift.alarms', { most: drift[row.is_close ? 'close' : 'plain'].alarms_a_year })}</p>
    </>
  );
}

function Changes({ changes }: { changes: readonly Change[] }) {
  const { t, i18n } = useTranslation('quality');
  if (changes.length === 0) return <p className="t3">{t('drift.noChanges')}</p>;
  return (
    <ul className="qlla f12">
      {changes.map((one, place) => (
        <li key={place}>
          <time className="t3" dateTime={one.at}>
            {absoluteTime(one.at, i18n.language)}
          </time>{' '}
          {one.id === null ? (
            <span dir="auto">{t(`changed.${one.what}`, { name: one.name, by: one.by, context: one.by ? 'by' : undefined })}</span>
          ) : (
            <Link className="link" to="/kb/$id" params={{ id: String(one.id) }} dir="auto">
              {t('changed.article', { name: one.name })}
            </Link>
          )}
        </li>
      ))}
    </ul>
  );
}
