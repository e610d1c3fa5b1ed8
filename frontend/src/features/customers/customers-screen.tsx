import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Company, Contact } from '@/shared/api';
import { daysUntil, healthOf, money, renewalTone } from '@/shared/company';
import { useDocumentTitle } from '@/shared/lib/document-title';
import { shortDate } from '@/shared/lib/dates';
import { useShortcuts } from '@/shared/lib/shortcuts';
import { useNow } from '@/shared/lib/ticker';
import { ConnectionBar } from '@/shared/realtime';
import { Avatar, Badge, Button, Empty, ErrorState, PersonName, SearchField, Segmented, useFound } from '@/shared/ui';
import { companiesQuery, contactsQuery } from './api';
import './customers.css';

export interface CustomersSearch {
  tab?: 'contacts';
  q?: string;
}

export function CustomersScreen({ search, onSearch }: { search: CustomersSearch; onSearch: (search: CustomersSearch) => void }) {
  const { t } = useTranslation('customers');
  const tab = search.tab ?? 'companies';
  const text = search.q ?? '';
  const field = useRef<HTMLInputElement>(null);
  useDocumentTitle(t('title'));
  useShortcuts(t('title'), [{ keys: '/', label: t('search'), run: () => field.current?.focus() }]);
  return (
    <main className="pane sp cust" id="content" tabIndex={-1} data-pane="content">
      <header className="bar wraps">
        <h1>{t('title')}</h1>
        <span className="sp" />
        <SearchField key={tab} size="sm" label={t('search')} inputRef={field} text={text} onText={(q) => onSearch({ ...search, q: q || undefined })} />
        <Segmented
          label={t('kind')}
          value={tab}
          options={[
            { value: 'companies', label: t('companies') },
            { value: 'contacts', label: t('contacts') },
          ]}
          onChange={(next) => onSearch({ q: search.q, tab: next === 'contacts' ? 'contacts' : undefined })}
        />
      </header>
      <ConnectionBar />
      {tab === 'companies' ? <Companies text={text} /> : <Contacts text={text} />}
    </main>
  );
}

function Companies({ text }: { text: string }) {
  const { t, i18n } = useTranslation(['customers', 'shared']);
  const now = useNow(3_600_000);
  const query = useInfiniteQuery(companiesQuery(text));
  const rows: Company[] | undefined = query.data?.pages.flatMap((page) => page.results);
  useFound(rows && text ? t('found', { count: rows.length }) : null);
  if (query.error && !rows) return <ErrorState title={t('fault')} error={query.error} onRetry={() => void query.refetch()} />;
  if (!rows) return <p className="t3 pad">{t('loading')}</p>;
  if (rows.length === 0) return <Empty title={text ? t('none', { text }) : t('noCompanies')} />;
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls must be reachable by keyboard
    <div className="scroll" tabIndex={0} role="region" aria-label={t('companies')}>
      <table className="ct">
        <thead>
          <tr>
            <th scope="col">{t('column.company')}</th>
            <th scope="col">{t('fact.segment')}</th>
            <th scope="col" className="r">{t('fact.arr')}</th>
            <th scope="col">{t('fact.plan')}</th>
            <th scope="col">{t('fact.renewal')}</th>
            <th scope="col">{t('fact.health')}</th>
            <th scope="col">{t('fact.csm')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((company) => (
            <tr key={company.id}>
              <td>
                <Link to="/customers/$id" params={{ id: String(company.id) }} className="row">
                  <Avatar id={company.id} name={company.name} size={20} isCompany />
                  <span className="ell med" dir="auto">{company.name}</span>
                  <span className="t3 f12 ell">{company.domain}</span>
                </Link>
              </td>
              <td data-label={t('fact.segment')}>{t(`shared:segment.${company.segment}`, { defaultValue: company.segment })}</td>
              <td className="r" data-label={t('fact.arr')}>{company.arr === null ? <Dash /> : money(company.arr, i18n.language)}</td>
              <td data-label={t('fact.plan')}>{company.plan || <Dash />}</td>
              <td data-label={t('fact.renewal')}>
                {company.renewal_on ? (
                  <span className="row g1">
                    {shortDate(`${company.renewal_on}T12:00`, now, i18n.language)}
                    <Renewal days={daysUntil(company.renewal_on, now)} />
                  </span>
                ) : (
                  <Dash />
                )}
              </td>
              <td data-label={t('fact.health')}>
                {company.health_score === null ? (
                  <Dash />
                ) : (
                  <>
                    {company.health_score} <span className="t3">{t(`fact.healthWord.${healthOf(company.health_score)}`)}</span>
                  </>
                )}
              </td>
              <td data-label={t('fact.csm')}>{company.csm ? <bdi>{company.csm.name}</bdi> : <Dash />}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <More hasMore={query.hasNextPage} isBusy={query.isFetchingNextPage} onMore={() => void query.fetchNextPage()} />
    </div>
  );
}

function Renewal({ days }: { days: number }) {
  const { t } = useTranslation('customers');
  const tone = renewalTone(days);
  if (tone === 'mute') return null;
  return <Badge tone={tone}>{t(days < 0 ? 'fact.daysAgo' : 'fact.days', { count: Math.abs(days) })}</Badge>;
}

function Dash() {
  const { t } = useTranslation('customers');
  return (
    <>
      <span className="t3" aria-hidden="true">–</span>
      <span className="vh">{t('fact.unknown')}</span>
    </>
  );
}

export function More({ hasMore, isBusy, onMore }: { hasMore: boolean; isBusy: boolean; onMore: () => void }) {
  const { t } = useTranslation('customers');
  if (!hasMore) return null;
  return (
    <p className="pad">
      <Button busy={isBusy ? t('loading') : null} onClick={onMore}>
        {t('more')}
      </Button>
    </p>
  );
}

function Contacts({ text }: { text: string }) {
  const { t } = useTranslation('customers');
  const query = useInfiniteQuery(contactsQuery({ text }));
  const rows: Contact[] | undefined = query.data?.pages.flatMap((page) => page.results);
  useFound(rows && text ? t('found', { count: rows.length }) : null);
  if (query.error && !rows) return <ErrorState title={t('fault')} error={query.error} onRetry={() => void query.refetch()} />;
  if (!rows) return <p className="t3 pad">{t('loading')}</p>;
  if (rows.length === 0) return <Empty title={text ? t('none', { text }) : t('noContacts')} />;
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls must be reachable by keyboard
    <div className="scroll" tabIndex={0} role="region" aria-label={t('contacts')}>
      <table className="ct">
        <thead>
          <tr>
            <th scope="col">{t('column.contact')}</th>
            <th scope="col">{t('column.email')}</th>
            <th scope="col">{t('column.company')}</th>
            <th scope="col">{t('column.title')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((contact) => (
            <tr key={contact.id}>
              <td>
                <Link to="/customers/contacts/$id" params={{ id: String(contact.id) }} className="row">
                  <Avatar id={contact.id} name={contact.name} size={20} />
                  <span className="ell med" dir="auto"><PersonName name={contact.name} /></span>
                  {contact.is_blocked ? <Badge tone="bad">{t('blocked')}</Badge> : null}
                </Link>
              </td>
              <td data-label={t('column.email')} className="wrap"><bdi>{contact.email}</bdi></td>
              <td data-label={t('column.company')}>
                {contact.company ? (
                  <Link className="link" to="/customers/$id" params={{ id: String(contact.company.id) }}>
                    <bdi>{contact.company.name}</bdi>
                  </Link>
                ) : (
                  <Dash />
                )}
              </td>
              <td data-label={t('column.title')} dir="auto">{contact.title || <Dash />}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <More hasMore={query.hasNextPage} isBusy={query.isFetchingNextPage} onMore={() => void query.fetchNextPage()} />
    </div>
  );
}
