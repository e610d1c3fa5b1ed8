import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Loaded } from '@/shared/ui';
import { trialQuery, type RulesBody } from './api';
import { Part } from './part';

/** What the rules as they stand in the form would change, of the companies as they are now. */
export function TrialPart({ body, isChanged }: { body: RulesBody | null; isChanged: boolean }) {
  const { t } = useTranslation('signals');
  const query = useQuery({ ...trialQuery(body ?? {}), enabled: body !== null, placeholderData: (old) => old });
  return (
    <Part id="trial" title={t('trial.title')} hint={t('trial.hint')}>
      {body === null ? (
        <p className="t2">{t('trial.wait')}</p>
      ) : (
        <Loaded query={query} fault={t('trial.fault')}>
          {(trial) => (
            <>
              <p role="status">
                {t('trial.scored', { scored: trial.scored_then, count: trial.looked_at })}{' '}
                {isChanged ? t('trial.atRiskChange', { now: trial.at_risk_now, count: trial.at_risk_then }) : t('trial.atRisk', { count: trial.at_risk_now })}{' '}
                {isChanged ? t('trial.changed', { count: trial.changed }) : ''}
              </p>
              {trial.results.length === 0 ? null : (
                <table className="dt sgtrial">
                  <thead>
                    <tr>
                      <th scope="col">{t('trial.company')}</th>
                      <th scope="col" className="num">
                        {t('trial.now')}
                      </th>
                      <th scope="col" className="num">
                        {t('trial.then')}
                      </th>
                    </tr>
                  </thead>
                  <tbody>
                    {trial.results.map(({ company, now, then }) => (
                      <tr key={company.id}>
                        <th scope="row">
                          <Link className="link" to="/customers/$id" params={{ id: String(company.id) }} dir="auto">
                            {company.name}
                          </Link>
                        </th>
                        <td className="num">{now ?? t('trial.none')}</td>
                        <td className="num">{then ?? t('trial.none')}</td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              )}
            </>
          )}
        </Loaded>
      )}
    </Part>
  );
}
