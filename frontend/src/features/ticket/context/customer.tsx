import { useQuery } from '@tanstack/react-query';
import BadgeCheck from 'lucide-react/icons/badge-check';
import { useTranslation } from 'react-i18next';

import { api, keys, type Company } from '@/shared/api';
import { clockTime, relativeTime, shortDate } from '@/shared/lib/dates';
import { useNow } from '@/shared/lib/ticker';
import { useTicketPart } from '@/shared/ticket-screen';
import { Avatar, Badge, ErrorState, Icon } from '@/shared/ui';

import { mailApi } from '../mail/api';
import { BounceNotes } from '../mail/bounce-notes';
import { daysUntil } from '../model/days';
import { useTicketScreen } from '../ticket-context';
import type { ContactDetail } from '../types';

const TEN_MINUTES = 600_000;
const RENEWAL_SOON_DAYS = 60;

/** Who this is: the company with its worth and dates, the person with their local time. */
export function Customer() {
  const { t } = useTranslation(['ticket', 'shared']);
  const { ticket } = useTicketScreen();
  const companyId = ticket.company?.id ?? null;
  const company = useQuery({
    queryKey: keys.company(companyId ?? 0),
    queryFn: ({ signal }) => api.get<Company>(`/companies/${companyId}`, { signal }),
    enabled: companyId !== null,
    staleTime: TEN_MINUTES,
  });
  const contact = useQuery({
    queryKey: keys.contact(ticket.requester.id),
    queryFn: ({ signal }) => api.get<ContactDetail>(`/contacts/${ticket.requester.id}`, { signal }),
    staleTime: TEN_MINUTES,
  });

  return (
    <section className="cs who" aria-label={t('ticket:context.customer')}>
      {ticket.company ? (
        <div className="row">
          <Avatar id={ticket.company.id} name={ticket.company.name} size={28} isCompany />
          <div className="sp">
            <a className="str ell" href={`/app/customers/${ticket.company.id}`} title={ticket.company.name}>
              <bdi>{ticket.company.name}</bdi>
            </a>
            {company.data && (
              <div className="t3 f12 ell">
                <bdi>{company.data.domain}</bdi>
              </div>
            )}
          </div>
        </div>
      ) : (
        <p className="t3 f12">{t('ticket:customer.noCompany')}</p>
      )}
      <Person contact={contact.data ?? null} />
      {company.data && <CompanyFacts company={company.data} />}
      {company.error ? (
        <ErrorState
          title={t('ticket:customer.failed')}
          error={company.error}
          onRetry={() => void company.refetch()}
        />
      ) : null}
    </section>
  );
}

function Person({ contact }: { contact: ContactDetail | null }) {
  const { t, i18n } = useTranslation('ticket');
  const { ticket } = useTicketScreen();
  const now = useNow(60_000);
  const { requester } = ticket;
  const mail = useTicketPart(ticket.number, 'recipients', mailApi.recipients, { isEnabled: ticket.permissions.reply });
  const zone = contact?.timezone;
  return (
    <>
      <div className="row person">
        <Avatar id={requester.id} name={requester.name} />
        <span className="sp">
          <b className="med">
            <bdi>{requester.name}</bdi>
          </b>{' '}
          {contact?.title && <bdi className="t3">{contact.title}</bdi>}
        </span>
        {zone && (
          <span className="t3 f12 nw" title={zone}>
            {t('customer.localTime', { time: localTime(now, i18n.language, zone) })}
          </span>
        )}
      </div>
      <div className="prov who-mail">
        {requester.email && <bdi className="ell">{requester.email}</bdi>}
        {contact && contact.is_verified !== undefined && (
          contact.is_verified ? (
            <span className="row g1 nw">
              <Icon icon={BadgeCheck} size={12} className="tick" />
              {t('customer.verified')}
            </span>
          ) : (
            <Badge tone="warn">{t('customer.notVerified')}</Badge>
          )
        )}
        {contact?.is_blocked && <Badge tone="bad">{t('customer.blocked')}</Badge>}
      </div>
      <BounceNotes people={mail.data?.to ?? []} />
    </>
  );
}

function CompanyFacts({ company }: { company: Company }) {
  const { t, i18n } = useTranslation(['ticket', 'shared']);
  const now = useNow(60_000);
  const locale = i18n.language;
  const segment = t(`shared:segment.${company.segment}` as 'shared:segment.smb', { defaultValue: company.segment });
  const days = company.renewal_on ? daysUntil(company.renewal_on, now) : null;
  return (
    <>
      <dl className="kv">
        {company.arr !== null && (
          <>
            <dt>{t('ticket:customer.arr')}</dt>
            <dd>{money(company.arr, locale)}</dd>
          </>
        )}
        <dt>{t('ticket:customer.segment')}</dt>
        <dd>
          {segment}
          {company.segment_is_override && <span className="t3">{t('ticket:customer.setByHand')}</span>}
        </dd>
        {company.plan && (
          <>
            <dt>{t('ticket:customer.plan')}</dt>
            <dd dir="auto">{company.plan}</dd>
          </>
        )}
        {company.renewal_on && days !== null && (
          <>
            <dt>{t('ticket:customer.renewal')}</dt>
            <dd>
              {shortDate(company.renewal_on, now, locale)}
              <Badge tone={days <= RENEWAL_SOON_DAYS ? 'warn' : 'mute'}>
                {days < 0 ? t('ticket:customer.renewalPast') : t('ticket:customer.days', { count: days })}
              </Badge>
            </dd>
          </>
        )}
        {company.health_score !== null && (
          <>
            <dt>{t('ticket:customer.health')}</dt>
            <dd>{t('ticket:customer.of100', { score: company.health_score })}</dd>
          </>
        )}
        {company.csm && (
          <>
            <dt>{t('ticket:customer.csm')}</dt>
            <dd>
              <Avatar id={company.csm.id} name={company.csm.name} size={16} />
              <bdi>{company.csm.name}</bdi>
            </dd>
          </>
        )}
      </dl>
      {company.facts.source && (
        <p className="prov">
          {company.facts.at
            ? t('ticket:customer.sourceAt', {
                source: sourceName(),
                when: relativeTime(company.facts.at, now, locale),
              })
            : sourceName()}
        </p>
      )}
    </>
  );

  function sourceName(): string {
    const { source } = company.facts;
    return t(`ticket:customer.sources.${source}` as 'ticket:customer.sources.hubspot', { defaultValue: source });
  }
}

function money(amount: number, locale: string): string {
  return new Intl.NumberFormat(locale, { style: 'currency', currency: 'USD', maximumFractionDigits: 0 }).format(amount);
}

function localTime(now: number, locale: string, timeZone: string): string {
  try {
    return new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone }).format(now);
  } catch (error) {
    // A zone that this browser does not know.
    if (error instanceof RangeError) return clockTime(now, locale);
    throw error;
  }
}
