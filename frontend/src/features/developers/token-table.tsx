import { useTranslation } from 'react-i18next';
import { absoluteTime, relativeTime, shortDate } from '@/shared/lib/dates';
import { Button } from '@/shared/ui';
import type { Token } from './api';
import { daysLeft, endingOf } from './ends';
import { rightsInWords } from './rights';

export interface TokenTableProps {
  rows: readonly Token[];
  showsOwner: boolean;
  myId: number | undefined;
  now: number;
  onRotate: (token: Token) => void;
  onRevoke: (token: Token) => void;
}

/** Tokens as a dense table; on a phone each becomes a small block. */
export function TokenTable({ rows, showsOwner, myId, now, onRotate, onRevoke }: TokenTableProps) {
  const { t, i18n } = useTranslation('developers');
  return (
    <table className="dt dvt">
      <thead>
        <tr>
          <th scope="col">{t('column.token')}</th>
          <th scope="col">{t('column.may')}</th>
          {showsOwner ? <th scope="col">{t('column.owner')}</th> : null}
          <th scope="col">{t('column.used')}</th>
          <th scope="col">{t('column.ends')}</th>
          <th scope="col" className="acts">
            <span className="vh">{t('column.actions')}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((token) => (
          <tr key={token.id}>
            <th scope="row">
              <span className="med" dir="auto">
                {token.name}
              </span>
              <span className="why2">
                <code>{token.hint}…</code> {t('made', { date: shortDate(token.created_at, now, i18n.language) })}
              </span>
              {token.old_until === null ? null : (
                <span className="why2">{t('oldUntil', { time: absoluteTime(token.old_until, i18n.language) })}</span>
              )}
            </th>
            <td data-label={t('column.may')}>
              {rightsInWords(token.scopes, t, i18n.language) ?? t(token.owner.id === myId ? 'may.everythingOfYou' : 'may.everything', { name: token.owner.name })}
            </td>
            {showsOwner ? (
              <td data-label={t('column.owner')} dir="auto">
                {token.owner.name}
              </td>
            ) : null}
            <td data-label={t('column.used')}>
              <Used token={token} now={now} />
            </td>
            <td data-label={t('column.ends')}>
              <Ends token={token} now={now} />
            </td>
            <td className="acts">
              <span className="row">
                {token.owner.id === myId ? (
                  <Button size="sm" aria-label={t('rotate.of', { name: token.name })} onClick={() => onRotate(token)}>
                    {t('rotate.do')}
                  </Button>
                ) : null}
                <Button size="sm" aria-label={t('revoke.of', { name: token.name })} onClick={() => onRevoke(token)}>
                  {t('revoke.do')}
                </Button>
              </span>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Used({ token, now }: { token: Token; now: number }) {
  const { t, i18n } = useTranslation('developers');
  const { last_used_at: at, last_used_from: from } = token;
  if (at === null) return <span className="t3">{t('never')}</span>;
  return (
    <>
      <time dateTime={at} title={absoluteTime(at, i18n.language)}>
        {relativeTime(at, now, i18n.language)}
      </time>
      {from === null ? null : (
        <span className="why2">
          <bdi>{from}</bdi>
        </span>
      )}
    </>
  );
}

function Ends({ token, now }: { token: Token; now: number }) {
  const { t, i18n } = useTranslation('developers');
  const { expires_at: end } = token;
  if (end === null) return <span className="t3">{t('endsNever')}</span>;
  const ending = endingOf(token, now);
  const date = shortDate(end, now, i18n.language);
  return (
    <time dateTime={end} title={absoluteTime(end, i18n.language)} className={ending === 'later' ? undefined : `dvend ${ending}`}>
      {ending === 'ended' ? t('ended', { date }) : ending === 'soon' ? t('endsIn', { count: daysLeft(end, now) }) : date}
    </time>
  );
}
