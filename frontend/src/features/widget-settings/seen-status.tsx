import { useQuery } from '@tanstack/react-query';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { absoluteTime, duration, relativeTime } from '@/shared/lib/dates';
import { useNow } from '@/shared/lib/ticker';
import { Button, useReason } from '@/shared/ui';
import { seenQuery, type WidgetProblem, type WidgetSeen } from './api';
import { More } from './more';
import type { TabProps } from './parts';

const MINUTE = 60_000;
const SECOND = 1_000;

/** How long ago something was by the server's clock: that of this computer may be wrong. */
type AgeOf = (at: string) => number;

function agoOf(age: number, locale: string, t: TFunction<'widget-settings'>): string {
  if (age < MINUTE) return t('seen.ago', { span: duration(Math.max(SECOND, age), locale, { withSeconds: true }) });
  const now = Date.now();
  return relativeTime(now - age, now, locale);
}

/** Waits for the first page with the widget, and says what is wrong where it does not appear. */
export function SeenStatus({ settings, form }: TabProps) {
  const { t } = useTranslation('widget-settings');
  const { data, error, dataUpdatedAt } = useQuery(seenQuery(settings.brand.slug));
  const now = useNow(SECOND);
  const reason = useReason(error);
  if (!data) return error ? <p className="hint bad">{reason}</p> : <p className="hint">{t('loading')}</p>;
  const ageOf: AgeOf = (at) => Math.max(0, Date.parse(data.now) - Date.parse(at) + now - dataUpdatedAt);
  return (
    <div className="wsseen">
      <Headline seen={data} ageOf={ageOf} />
      {data.problems.map((problem) => (
        <Problem key={`${problem.kind} ${problem.origin}`} problem={problem} ageOf={ageOf} form={form} />
      ))}
      {data.is_seen || data.problems.length > 0 ? null : <Checklist />}
      {data.origins.length > 0 ? <Origins seen={data} ageOf={ageOf} /> : null}
      {error ? <p className="hint bad">{reason}</p> : null}
    </div>
  );
}

interface Shown {
  seen: WidgetSeen;
  ageOf: AgeOf;
}

function Headline({ seen, ageOf }: Shown) {
  const { t, i18n } = useTranslation('widget-settings');
  const newest = seen.origins.find(({ is_allowed, last_at }) => is_allowed && last_at === seen.last_at);
  const place = newest ? newest.origin + newest.path : '';
  return (
    <>
      {/* Said once when it turns; the seconds beside it go on in silence. */}
      <span className="vh" role="status">
        {newest ? t('seen.isSeen', { place }) : t('seen.waiting')}
      </span>
      <p className={`wshead${newest ? ' ok' : ''}`} aria-hidden="true">
        <span className="wsdot" />
        {newest && seen.last_at ? (
          <span>
            {t('seen.seen', { ago: agoOf(ageOf(seen.last_at), i18n.language, t) })} <bdi>{place}</bdi>
          </span>
        ) : (
          <span>{t('seen.waiting')}</span>
        )}
      </p>
      {newest ? null : <p className="hint">{t('seen.waitingHint')}</p>}
    </>
  );
}

function Problem({ problem, ageOf, form }: { problem: WidgetProblem; ageOf: AgeOf; form: TabProps['form'] }) {
  const { t, i18n } = useTranslation('widget-settings');
  const { kind, origin, at } = problem;
  const { allowed_origins, is_enabled } = form.values;
  const isAdded = allowed_origins.includes(origin);
  return (
    <div className="wsproblem" role="group" aria-label={t(`problem.${kind}.title`, { origin })}>
      <p>
        <b>{t(`problem.${kind}.title`, { origin })}</b>
        {kind === 'off' ? null : <span className="t3 nw"> {agoOf(ageOf(at), i18n.language, t)}</span>}
      </p>
      <p className="t2">{t(`problem.${kind}.do`)}</p>
      {kind === 'origin' ? (
        <Button
          size="sm"
          unavailable={isAdded ? t('problem.origin.isAdded') : null}
          onClick={() => form.set({ allowed_origins: [...allowed_origins, origin] })}
        >
          {t(isAdded ? 'problem.origin.added' : 'problem.origin.add')}
        </Button>
      ) : null}
      {kind === 'off' ? (
        <Button size="sm" unavailable={is_enabled ? t('problem.off.isAdded') : null} onClick={() => form.set({ is_enabled: true })}>
          {t('problem.off.add')}
        </Button>
      ) : null}
    </div>
  );
}

function Checklist() {
  const { t } = useTranslation('widget-settings');
  return (
    <More title={t('never.title')}>
      <ol>
        {(['tag', 'script', 'network', 'policy'] as const).map((step) => (
          <li key={step}>{t(`never.${step}`)}</li>
        ))}
      </ol>
    </More>
  );
}

function Origins({ seen, ageOf }: Shown) {
  const { t, i18n } = useTranslation('widget-settings');
  return (
    <table className="dt wst">
      <caption className="lab">{t('seen.list')}</caption>
      <thead>
        <tr>
          <th scope="col">{t('seen.page')}</th>
          <th scope="col">{t('seen.state')}</th>
          <th scope="col">{t('seen.last')}</th>
        </tr>
      </thead>
      <tbody>
        {seen.origins.map((row) => (
          <tr key={row.origin}>
            <th scope="row" dir="ltr">
              {row.origin}
              {row.path}
            </th>
            <td data-label={t('seen.state')}>{t(row.is_allowed ? 'seen.letIn' : 'seen.refused')}</td>
            <td data-label={t('seen.last')}>
              <time dateTime={row.last_at} title={absoluteTime(row.last_at, i18n.language)}>
                {agoOf(ageOf(row.last_at), i18n.language, t)}
              </time>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
