import { useTranslation } from 'react-i18next';
import { BillingFacts, billingApi } from '@/shared/company/billing';
import { Part, Section, useTicketPart, useTicketPort } from '@/shared/ticket-screen';

/** What the ticket's customer is billed; nothing where no account of Stripe is connected. */
export function TicketBilling() {
  const { t } = useTranslation('billing');
  const { ticket } = useTicketPort();
  const query = useTicketPart(ticket.number, billingApi.part, billingApi.ofTicket, { staysMs: 30_000 });
  const found = query.data;
  if (found === null || (found && !found.is_connected && found.customers.length === 0)) return null;
  return (
    <Section name="billing" title={t('panel.title')}>
      <Part query={query} failed={t('panel.failed')} lines={2}>
        {(billing) => (
          <>
            {billing.is_proven ? null : <p className="notice">{t('panel.notProven')}</p>}
            <BillingFacts billing={billing} />
          </>
        )}
      </Part>
    </Section>
  );
}
