import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Company } from '../api';
import { absoluteTime, relativeTime, shortDate } from '../lib/dates';
import { useNow } from '../lib/ticker';
import { Avatar, Badge } from '../ui';
import { daysUntil, money, renewalTone } from './figures';

const MINUTE = 60_000;

/**
 * The facts that stand beside every decision about a company, with their source and age. What is not
 * known has no row; `children` are further rows.
 */
export function CompanyFacts({ company, children }: { company: Company; children?: ReactNode }) {
  const { t, i18n } = useTranslation('shared');
  const locale = i18n.language;
  const { arr, csm, plan, renewal_on: renewalOn, health_score: score } = company;
  const mark = (name: string) => (company.facts.stopgaps.some((one) => one.name === name) ? <span className="t3">{t('company.stopgap')}</span> : null);
  return (
    <>
      <dl className="kv">
        {arr !== null && (
          <>
            <dt>{t('company.arr')}</dt>
            <dd>
              {money(arr, locale)}
              {mark('arr')}
            </dd>
          </>
        )}
        <dt>{t('company.segment')}</dt>
        <dd>
          {t(`segment.${company.segment}` as 'segment.smb', { defaultValue: company.segment })}
          {company.segment_is_override && <span className="t3">{t('company.setByHand')}</span>}
        </dd>
        {plan && (
          <>
            <dt>{t('company.plan')}</dt>
            <dd>
              <bdi>{plan}</bdi>
              {mark('plan')}
            </dd>
          </>
        )}
        {renewalOn && (
          <>
            <dt>{t('company.renewal')}</dt>
            <dd>
              <Renewal on={renewalOn} />
              {mark('renewal_on')}
            </dd>
          </>
        )}
        {score !== null && (
          <>
            <dt>{t('company.health')}</dt>
            <dd>{t('company.of100', { score })}</dd>
          </>
        )}
        {csm && (
          <>
            <dt>{t('company.csm')}</dt>
            <dd>
              <Avatar id={csm.id} name={csm.name} size={16} />
              <bdi>{csm.name}</bdi>
            </dd>
          </>
        )}
        {children}
      </dl>
      <Source facts={company.facts} />
    </>
  );
}

function Renewal({ on }: { on: string }) {
  const { t, i18n } = useTranslation('shared');
  const now = useNow(MINUTE);
  const days = daysUntil(on, now);
  return (
    <>
      {/* A date alone is midnight in London, which is the day before in New York. */}
      {shortDate(`${on}T12:00`, now, i18n.language)}
      <Badge tone={renewalTone(days)}>{days < 0 ? t('company.renewalPast') : t('company.days', { count: days })}</Badge>
    </>
  );
}

/** Where the facts come from, and when they were read there. */
function Source({ facts: { source, at } }: { facts: Company['facts'] }) {
  const { t, i18n } = useTranslation('shared');
  const now = useNow(MINUTE);
  if (!source) return null;
  const name = t(`company.sources.${source}` as 'company.sources.hubspot', { defaultValue: source });
  return (
    <p className="prov">
      {at ? (
        <time dateTime={at} title={absoluteTime(at, i18n.language)}>
          {t('company.sourceAt', { source: name, when: relativeTime(at, now, i18n.language) })}
        </time>
      ) : (
        name
      )}
    </p>
  );
}
