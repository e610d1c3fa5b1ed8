import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

import { absoluteTime, relativeTime } from '@/shared/lib/dates';
import { useNow } from '@/shared/lib/ticker';
import { Empty, FormSection, Loaded, PersonName } from '@/shared/ui';

import { exportFile, requestsQuery, type PersonRequest } from '../api';

/** What was asked for, the newest first; an export can be taken as long as it is there. */
export function PersonRequests() {
  const { t } = useTranslation('privacy');
  const query = useQuery(requestsQuery);
  return (
    <FormSection title={t('person.requests.title')}>
      <Loaded query={query} fault={t('person.requests.fault')}>
        {(data) =>
          data.results.length === 0 ? (
            <Empty title={t('person.requests.empty')}>{t('person.requests.emptyHint')}</Empty>
          ) : (
            <Table rows={data.results} />
          )
        }
      </Loaded>
    </FormSection>
  );
}

function Table({ rows }: { rows: readonly PersonRequest[] }) {
  const { t, i18n } = useTranslation('privacy');
  const now = useNow(60_000);
  return (
    <table className="dt cards">
      <thead>
        <tr>
          <th scope="col">{t('person.requests.what')}</th>
          <th scope="col">{t('person.requests.who')}</th>
          <th scope="col">{t('person.requests.by')}</th>
          <th scope="col">{t('person.requests.when')}</th>
          <th scope="col">{t('person.requests.state')}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.id}>
            <th scope="row">{t(`person.requests.${row.kind}`)}</th>
            <td data-label={t('person.requests.who')}>
              <bdi><PersonName name={row.name} /></bdi>
            </td>
            <td data-label={t('person.requests.by')}>
              <bdi>{row.by}</bdi>
            </td>
            <td data-label={t('person.requests.when')}>
              <time dateTime={row.created_at} title={absoluteTime(row.created_at, i18n.language)}>
                {relativeTime(row.created_at, now, i18n.language)}
              </time>
            </td>
            <td data-label={t('person.requests.state')}>
              {row.kind === 'export' && row.state === 'done' ? (
                <a className="link" href={exportFile(row.id)} download>
                  {t('person.requests.download')}
                </a>
              ) : (
                t(`person.requests.${row.state}`)
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
