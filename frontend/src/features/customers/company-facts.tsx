import { useTranslation } from 'react-i18next';
import type { Company } from '@/shared/api';
import { absoluteTime, relativeTime, shortDate } from '@/shared/lib/dates';
import { useNow } from '@/shared/lib/ticker';
import { Avatar, Badge } from '@/shared/ui';
import { daysUntil, healthOf, money, renewalTone } from './figures';

const MINUTE = 60_000;

/** The facts that stand beside every decision about a company, with their source and age. */
export function CompanyFacts({ company }: { company: Company }) {
  const { t, i18n } = useTranslation(['customers', 'shared']);
  const now = useNow(MINUTE);
  const locale = i18n.language;
  const unknown = <span className="t3">{t('fact.unknown')}</span>;
  const days = company.renewal_on === null ? null : daysUntil(company.renewal_on, now);
  const sourceName = (source: string): string =>
    source ? t(`fact.sources.${source}` as 'fact.sources.hubspot', { defaultValue: source }) : t('fact.candor');
  return (
    <section className="facts" aria-label={t('fact.label')}>
      <dl className="kv">
        <dt>{t('fact.arr')}</dt>
        <dd>{company.arr === null ? unknown : money(company.arr, locale)}</dd>
        <dt>{t('fact.segment')}</dt>
        <dd>
          {t(`shared:segment.${company.segment}`, { defaultValue: company.segment })}
          {company.segment_is_override ? <span className="t3"> {t('fact.byHand')}</span> : null}
        </dd>
        <dt>{t('fact.plan')}</dt>
        <dd>{company.plan || unknown}</dd>
        <dt>{t('fact.renewal')}</dt>
        <dd>
          {company.renewal_on === null || days === null ? (
            unknown
          ) : (
            <span className="row g1">
              {shortDate(`${company.renewal_on}T12:00`, now, locale)}
              <Badge tone={renewalTone(days)}>{t(days < 0 ? 'fact.daysAgo' : 'fact.days', { count: Math.abs(days) })}</Badge>
            </span>
          )}
        </dd>
        <dt>{t('fact.health')}</dt>
        <dd>
          {company.health_score === null ? (
            unknown
          ) : (
            <>
              {company.health_score} <span className="t3">{t(`fact.healthWord.${healthOf(company.health_score)}`)}</span>
            </>
          )}
        </dd>
        <dt>{t('fact.csm')}</dt>
        <dd>
          {company.csm ? (
            <span className="row g1">
              <Avatar id={company.csm.id} name={company.csm.name} size={16} />
              <bdi>{company.csm.name}</bdi>
            </span>
          ) : (
            unknown
          )}
        </dd>
        {company.timezone ? (
          <>
            <dt>{t('fact.timezone')}</dt>
            <dd>{company.timezone}</dd>
          </>
        ) : null}
      </dl>
      <p className="prov">
        {company.facts.at ? (
          <time dateTime={company.facts.at} title={absoluteTime(company.facts.at, locale)}>
            {t('fact.from', { source: sourceName(company.facts.source), age: relativeTime(company.facts.at, now, locale) })}
          </time>
        ) : (
          t('fact.entered')
        )}
      </p>
    </section>
  );
}
