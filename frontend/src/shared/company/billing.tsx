import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, type Schemas } from '../api';
import { shortDate } from '../lib/dates';
import { useNow } from '../lib/ticker';
import { Badge, Loaded, type Tone } from '../ui';
import { amount } from './figures';
import './billing.css';

export type Billing = Schemas['Billing'];
type Subscription = Schemas['BillingSubscription'];
type Invoice = Schemas['BillingInvoice'];

export const billingApi = {
  part: 'billing',
  ofTicket: (number: number, signal?: AbortSignal) => api.get('/tickets/{number}/billing', { path: { number }, signal }),
};

const STATES: Record<string, Tone> = { active: 'ok', trialing: 'acc', past_due: 'bad', unpaid: 'bad', incomplete: 'warn' };
const INVOICES: Record<string, Tone> = { paid: 'ok', open: 'mute', void: 'mute', uncollectible: 'bad' };

/** What is paid for, what could not be charged, and the newest invoices. Read-only. */
export function BillingFacts({ billing }: { billing: Billing }) {
  const { t, i18n } = useTranslation('shared');
  const { customers, subscriptions, invoices, yearly, is_partial: isPartial } = billing;
  if (customers.length === 0) return <p className="t3 f12">{t('billing.nobody')}</p>;
  const failed = invoices.filter((row) => row.has_failed);
  const others = invoices.filter((row) => !row.has_failed);
  return (
    <div className="bill">
      {failed.length > 0 ? (
        <section className="notice bad" aria-label={t('billing.failedTitle')}>
          <b>{t('billing.failed', { count: failed.length })}</b>
          <ul>
            {failed.map((row) => (
              <FailedInvoice key={row.id} row={row} />
            ))}
          </ul>
        </section>
      ) : null}
      {subscriptions.length === 0 ? <p className="t3 f12">{t('billing.noSubscription')}</p> : null}
      <ul>
        {subscriptions.map((row) => (
          <SubscriptionRow key={row.id} row={row} />
        ))}
      </ul>
      {yearly ? (
        <p className="t2 f12">
          {t('billing.yearly', { amount: amount(yearly, i18n.language) })}
          {isPartial ? ` ${t('billing.partial')}` : ''}
        </p>
      ) : null}
      {others.length > 0 ? (
        <details>
          <summary>{t('billing.invoices', { count: others.length })}</summary>
          <ul>
            {others.map((row) => (
              <InvoiceRow key={row.id} row={row} />
            ))}
          </ul>
        </details>
      ) : null}
    </div>
  );
}

function SubscriptionRow({ row }: { row: Subscription }) {
  const { t } = useTranslation('shared');
  const day = useDay();
  const state = row.is_paused ? 'paused' : row.status;
  const names = row.items.map(({ name, quantity }) => `${name || t('billing.unnamed')}${quantity > 1 ? ` × ${String(quantity)}` : ''}`);
  return (
    <li>
      <p className="billline">
        <b className="med" dir="auto">
          {names.join(', ') || t('billing.unnamed')}
        </b>
        <Badge tone={STATES[state] ?? 'mute'}>{t(`billing.status.${state}` as 'billing.status.active', { defaultValue: state })}</Badge>
      </p>
      <p className="t3 f12">
        <Price row={row} />
        {row.ended_at
          ? ` · ${t('billing.ended', { date: day(row.ended_at) })}`
          : row.ends_at
            ? ` · ${t('billing.ends', { date: day(row.ends_at) })}`
            : row.period_ends_at
              ? ` · ${t('billing.renews', { date: day(row.period_ends_at) })}`
              : ''}
      </p>
    </li>
  );
}

function Price({ row }: { row: Subscription }) {
  const { t, i18n } = useTranslation('shared');
  const priced = row.items.flatMap(({ unit, quantity, interval, every }) => (unit ? [{ unit, quantity, interval, every }] : []));
  if (priced.length === 0) return <>{t('billing.byUse')}</>;
  return (
    <>
      {priced
        .map(({ unit, quantity, interval, every }) => {
          const per = t(`billing.per.${interval}` as 'billing.per.month', { count: every, defaultValue: interval });
          return `${quantity > 1 ? `${String(quantity)} × ` : ''}${amount(unit, i18n.language)} ${per}`;
        })
        .join(' + ')}
    </>
  );
}

function FailedInvoice({ row }: { row: Invoice }) {
  const { t, i18n } = useTranslation('shared');
  const day = useDay();
  const next = row.next_attempt_at ? t('billing.again', { date: day(row.next_attempt_at) }) : t('billing.noAgain');
  return (
    <li>
      <bdi>{row.number || row.id}</bdi>: {amount(row.remaining, i18n.language)}, {t('billing.attempts', { count: row.attempts })}, {next}
    </li>
  );
}

function InvoiceRow({ row }: { row: Invoice }) {
  const { t, i18n } = useTranslation('shared');
  const day = useDay();
  return (
    <li className="billline f12">
      <bdi>{row.number || row.id}</bdi>
      <span className="num">{amount(row.due, i18n.language)}</span>
      <Badge tone={INVOICES[row.status] ?? 'mute'}>{t(`billing.invoice.${row.status}` as 'billing.invoice.paid', { defaultValue: row.status })}</Badge>
      {row.made_at ? <span className="t3">{day(row.made_at)}</span> : null}
    </li>
  );
}

function useDay(): (at: string) => string {
  const { i18n } = useTranslation();
  const now = useNow(60_000);
  return (at) => shortDate(at, now, i18n.language);
}

/** The billing of a company as a section; nothing where no account of Stripe is connected. */
export function CompanyBilling({ id }: { id: number }) {
  const { t } = useTranslation('shared');
  const query = useQuery({
    queryKey: ['companies', id, 'billing'],
    queryFn: ({ signal }) => api.get('/companies/{company_id}/billing', { path: { company_id: id }, signal }),
    staleTime: 30_000,
  });
  if (query.data && !query.data.is_connected && query.data.customers.length === 0) return null;
  return (
    <section className="card-list" aria-label={t('billing.title')}>
      <h2>{t('billing.title')}</h2>
      <Loaded query={query} fault={t('billing.fault')}>
        {(billing) => <BillingFacts billing={billing} />}
      </Loaded>
    </section>
  );
}
