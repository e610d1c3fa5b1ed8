import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { money } from '@/shared/company';
import { shortDate } from '@/shared/lib/dates';
import { useNow } from '@/shared/lib/ticker';
import { Loaded } from '@/shared/ui';
import { accountsQuery } from './api';
import { PARTS, type Account, type Accounts, type AccountsPart } from './words';

/** Who may leave, who renews soon, and who may grow: for success and sales. */
export function AccountsBoard() {
  const { t } = useTranslation('insights');
  const query = useQuery(accountsQuery);
  return (
    <Loaded query={query} fault={t('accounts.fault')}>
      {(found) => (
        <>
          <p className="inp f12 t2">{t('accounts.basis', { scored: found.scored, count: found.unscored })}</p>
          {found.is_partial ? <p className="inp f12 t2">{t('accounts.partial')}</p> : null}
          <div className="inst">
            {PARTS.map((part) => (
              <Card key={part} part={part} found={found} />
            ))}
          </div>
          {PARTS.map((part) => (
            <Companies key={part} part={part} found={found} />
          ))}
        </>
      )}
    </Loaded>
  );
}

interface PartProps {
  part: AccountsPart;
  found: Accounts;
}

const anchor = (part: AccountsPart): string => `accounts-${part}`;

function Card({ part, found }: PartProps) {
  const { t, i18n } = useTranslation('insights');
  const { count, arr } = found[part];
  return (
    <article className="incd" aria-label={t(`accounts.part.${part}`)}>
      <h2>{t(`accounts.part.${part}`)}</h2>
      <p className="inv">
        {count > 0 ? (
          <a className="dr" href={`#${anchor(part)}`} aria-label={t('accounts.show', { name: t(`accounts.part.${part}`), count })}>
            {count}
          </a>
        ) : (
          <b>{count}</b>
        )}
      </p>
      {Number(arr) > 0 ? <p className="f12 t2">{t('accounts.arrOf', { amount: money(Number(arr), i18n.language) })}</p> : null}
      <p className="f12 t3">{t(`accounts.means.${part}`, { limit: found.limit, fall: found.fall, days: found.renewal_days })}</p>
    </article>
  );
}

const COLUMNS = ['company', 'arr', 'health', 'reason', 'renewal', 'csm', 'signal'] as const;

function Companies({ part, found }: PartProps) {
  const { t } = useTranslation('insights');
  const { count, results } = found[part];
  return (
    <section className="qa" id={anchor(part)} tabIndex={-1} aria-label={t(`accounts.part.${part}`)}>
      <h2>{t(`accounts.question.${part}`)}</h2>
      {results.length === 0 ? (
        <p className="t2">{t('accounts.none')}</p>
      ) : (
        <table className="dt cards">
          <thead>
            <tr>
              {COLUMNS.map((column) => (
                <th key={column} scope="col" className={column === 'arr' || column === 'health' ? 'num' : undefined}>
                  {t(`accounts.column.${column}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {results.map((one) => (
              <Row key={one.company.id} one={one} />
            ))}
          </tbody>
        </table>
      )}
      {results.length < count ? <p className="f12 t3">{t('accounts.first', { shown: results.length, count })}</p> : null}
    </section>
  );
}

function Row({ one }: { one: Account }) {
  const { t, i18n } = useTranslation('insights');
  const now = useNow(60_000);
  const signal = one.churn_signal ?? one.expansion_signal;
  const nothing = t('nothing');
  return (
    <tr>
      <th scope="row">
        <Link className="link" to="/customers/$id" params={{ id: String(one.company.id) }} dir="auto">
          {one.company.name}
        </Link>
      </th>
      <td className="num" data-label={t('accounts.column.arr')}>
        {one.arr === null ? nothing : money(Number(one.arr), i18n.language)}
      </td>
      <td className="num" data-label={t('accounts.column.health')}>
        {one.score === null ? nothing : one.before === null ? String(one.score) : t('accounts.trend', { score: one.score, before: one.before })}
      </td>
      <td data-label={t('accounts.column.reason')}>{one.reason === null ? nothing : t(`accounts.reason.${one.reason}`)}</td>
      <td data-label={t('accounts.column.renewal')}>{one.renewal_on === null ? nothing : <time dateTime={one.renewal_on}>{shortDate(one.renewal_on, now, i18n.language, 'UTC')}</time>}</td>
      <td data-label={t('accounts.column.csm')} dir="auto">
        {one.csm?.name ?? nothing}
      </td>
      <td data-label={t('accounts.column.signal')}>
        {signal === null ? (
          nothing
        ) : (
          <Link className="link" to="/insights/signals" search={{ signal }}>
            {t(one.churn_signal === null ? 'accounts.expansion' : 'accounts.churn')}
          </Link>
        )}
      </td>
    </tr>
  );
}
