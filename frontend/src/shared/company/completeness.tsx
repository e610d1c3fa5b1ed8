import { queryOptions, useQuery } from '@tanstack/react-query';
import { Fragment } from 'react';
import { useTranslation } from 'react-i18next';
import { api, type Schemas } from '../api';
import { Loaded } from '../ui';

type Fact = Schemas['FactShare']['name'];

const completenessQuery = queryOptions({
  queryKey: ['companies', 'completeness'],
  queryFn: ({ signal }) => api.get('/companies/completeness', { signal }),
  staleTime: 60_000,
});

/** The share of companies that have each fact, and what happens where one is missing too often. */
export function Completeness() {
  const { t } = useTranslation('shared');
  const query = useQuery(completenessQuery);
  return (
    <Loaded query={query} fault={t('completeness.fault')}>
      {({ companies, enough_percent: mark, facts }) =>
        companies === 0 ? (
          <p className="hint">{t('completeness.none')}</p>
        ) : (
          <>
            <p className="hint">{t('completeness.of', { count: companies, mark })}</p>
            <dl className="facts">
              {facts.map(({ name, percent, is_enough: isEnough, stopgaps }) => (
                <Fragment key={name}>
                  <dt>{t(`completeness.${name}`)}</dt>
                  <dd>
                    <span className="factbar" aria-hidden="true">
                      <i className={isEnough ? undefined : 'low'} style={{ inlineSize: `${String(percent)}%` }} />
                    </span>
                    <b className="med num">{t('completeness.share', { percent })}</b>
                    {stopgaps > 0 ? <span className="why2">{t('completeness.stopgaps', { count: stopgaps })}</span> : null}
                    {isEnough ? null : (
                      <span className="why2">
                        {t('completeness.low', { mark })}. {t(`completeness.without.${name}`)}
                      </span>
                    )}
                  </dd>
                </Fragment>
              ))}
            </dl>
          </>
        )
      }
    </Loaded>
  );
}

/** Says, where features go by facts, which of them are missing too often and what happens then. */
export function CompletenessNotice({ facts: wanted }: { facts: readonly Fact[] }) {
  const { t } = useTranslation('shared');
  const { data } = useQuery(completenessQuery);
  const low = data?.facts.filter(({ name, is_enough: isEnough }) => wanted.includes(name) && !isEnough) ?? [];
  if (!data || data.companies === 0 || low.length === 0) return null;
  return (
    <div className="notice" role="note">
      {low.map(({ name, percent }) => (
        <p key={name}>
          <b>
            {t(`completeness.${name}`)}: {t('completeness.share', { percent })}, {t('completeness.low', { mark: data.enough_percent })}.
          </b>{' '}
          {t(`completeness.without.${name}`)}
        </p>
      ))}
    </div>
  );
}
