import { useQuery } from '@tanstack/react-query';
import BadgeCheck from 'lucide-react/icons/badge-check';
import { useTranslation } from 'react-i18next';

import { api, keys } from '@/shared/api';
import { CompanyFacts } from '@/shared/company';
import { CustomerFacts } from '@/shared/custom-fields';
import { clockTime } from '@/shared/lib/dates';
import { useNow } from '@/shared/lib/ticker';
import { useTicketSlots } from '@/shared/slots';
import { SectionBoundary } from '@/shared/ticket-screen';
import { Avatar, Badge, ErrorState, Icon, PersonName } from '@/shared/ui';

import { useTicketScreen } from '../ticket-context';
import type { ContactDetail } from '../types';

const TEN_MINUTES = 600_000;

/** Who this is: the company with its worth and dates, the person with their local time. */
export function Customer() {
  const { t } = useTranslation(['ticket', 'shared']);
  const { ticket } = useTicketScreen();
  const companyId = ticket.company?.id ?? null;
  const company = useQuery({
    queryKey: keys.company(companyId ?? 0),
    queryFn: ({ signal }) => api.get('/companies/{company_id}', { path: { company_id: companyId ?? 0 }, signal }),
    enabled: companyId !== null,
    staleTime: TEN_MINUTES,
  });
  const contact = useQuery({
    queryKey: keys.contact(ticket.requester.id),
    queryFn: ({ signal }) => api.get('/contacts/{contact_id}', { path: { contact_id: ticket.requester.id }, signal }),
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
      {company.data && (
        <CompanyFacts company={company.data}>
          <CustomerFacts of="company" values={company.data.custom} />
        </CompanyFacts>
      )}
      {contact.data && Object.keys(contact.data.custom).length > 0 ? (
        <dl className="kv">
          <CustomerFacts of="contact" values={contact.data.custom} />
        </dl>
      ) : null}
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
  const { requester: parts } = useTicketSlots();
  const zone = contact?.timezone;
  return (
    <>
      <div className="row person">
        <Avatar id={requester.id} name={requester.name} />
        <span className="sp">
          <b className="med">
            <bdi><PersonName name={requester.name} /></bdi>
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
        {contact && contact.is_verified !== undefined ? <Proof contact={contact} /> : null}
        {contact?.is_blocked && <Badge tone="bad">{t('customer.blocked')}</Badge>}
      </div>
      {parts.map(({ id, labelKey, component: Content }) => (
        <SectionBoundary key={id} name={t(labelKey)} isSmall>
          <Content />
        </SectionBoundary>
      ))}
    </>
  );
}

/** Whether the address beside it is proven: somebody who has proven another way may name any address. */
function Proof({ contact }: { contact: ContactDetail }) {
  const { t } = useTranslation('ticket');
  const address = contact.email.toLowerCase();
  const proven = contact.identities.filter((identity) => identity.is_verified);
  const isAddressProven = proven.some(({ kind, value }) => kind === 'email' && value.toLowerCase() === address);
  if (isAddressProven || (address === '' && proven.length > 0)) {
    return (
      <span className="row g1 nw">
        <Icon icon={BadgeCheck} size={12} className="tick" />
        {t('customer.verified')}
      </span>
    );
  }
  return <Badge tone="warn">{proven.length > 0 ? t('customer.addressNotVerified') : t('customer.notVerified')}</Badge>;
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
