import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { relativeTime } from '@/shared/lib/dates';
import { useNow } from '@/shared/lib/ticker';
import { WHYS, type SearchReport } from './api';

type Group = SearchReport['results'][number];

/** Failed searches by what they ask; each opens to the words that were typed. */
export function FailedTable({ groups }: { groups: readonly Group[] }) {
  const { t } = useTranslation('kb-gaps');
  return (
    <table className="dt cards kgt">
      <thead>
        <tr>
          <th scope="col">{t('searches.query')}</th>
          <th scope="col" className="num">
            {t('searches.count')}
          </th>
          {WHYS.map((why) => (
            <th key={why} scope="col" className="num">
              {t(`whyOf.${why}`)}
            </th>
          ))}
          <th scope="col">{t('searches.last')}</th>
        </tr>
      </thead>
      <tbody>
        {groups.map((group) => (
          <Row key={`${group.query} ${group.last_at}`} group={group} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ group }: { group: Group }) {
  const { t, i18n } = useTranslation('kb-gaps');
  const now = useNow(60_000);
  const [isOpen, setOpen] = useState(false);
  return (
    <tr>
      <th scope="row">
        <button type="button" className="link med" aria-expanded={isOpen} dir="auto" onClick={() => setOpen(!isOpen)}>
          {group.query}
        </button>
        <span className="t2 kg-line">{t('searches.people', { count: group.people })}</span>
        {isOpen ? (
          <ul className="kg-lines">
            {group.queries.map(({ query, count }) => (
              <li key={query}>
                <span dir="auto">{query}</span> <span className="t3 num">{count}</span>
              </li>
            ))}
          </ul>
        ) : null}
      </th>
      <td data-label={t('searches.count')} className="num">
        {group.count}
      </td>
      {WHYS.map((why) => (
        <td key={why} data-label={t(`whyOf.${why}`)} className="num">
          {group.whys[why]}
        </td>
      ))}
      <td data-label={t('searches.last')} className="t2">
        <time dateTime={group.last_at}>{relativeTime(group.last_at, now, i18n.language)}</time>
      </td>
    </tr>
  );
}
