import TriangleAlert from 'lucide-react/icons/triangle-alert';
import { useTranslation } from 'react-i18next';

import { absoluteTime, clockTime, shortDate } from '@/shared/lib/dates';
import { Part, Section, useTicketPart } from '@/shared/ticket-screen';
import { Icon } from '@/shared/ui';

import { ticketApi } from '../api';
import { useTicketScreen } from '../ticket-context';
import type { SessionContext } from '../types';

const SHOWN_STEPS = 12;

/** Where the customer was when they wrote, and what led there; only with their consent. */
export function SessionTrail() {
  const { t } = useTranslation('ticket');
  const { ticket } = useTicketScreen();
  const query = useTicketPart(ticket.number, 'session', ticketApi.session);
  if (query.data === null) return null;
  return (
    <Section name="session" title={t('session.title')}>
      <Part query={query} failed={t('session.failed')}>
        {(session) => session && <Session session={session} />}
      </Part>
    </Section>
  );
}

function Session({ session }: { session: SessionContext }) {
  const { t, i18n } = useTranslation('ticket');
  const { ticket } = useTicketScreen();
  const locale = i18n.language;
  if (!session.consent) return <p className="t3 f12">{t('session.notShared', { name: ticket.requester.name })}</p>;
  const steps = [...session.trail].sort((a, b) => b.at.localeCompare(a.at)).slice(0, SHOWN_STEPS);
  const { page } = session;
  const attributes = Object.entries(session.attributes).filter(
    (pair): pair is [string, string | number | boolean] => ['string', 'number', 'boolean'].includes(typeof pair[1]),
  );
  return (
    <>
      {page && (
        <p className="at-page f12">
          <span className="t3">{t('session.page')}</span>{' '}
          <a href={safeUrl(page.url)} className="link" target="_blank" rel="noopener noreferrer" dir="auto">
            {page.area || page.title || page.url}
          </a>
          {page.element && (
            <>
              {' '}
              <code>{page.element}</code>
            </>
          )}
        </p>
      )}
      {steps.length > 0 && (
        <ol className="trail" aria-label={t('session.trail')}>
          {steps.map((step, at) => (
            <li key={`${step.at}-${at}`} className={step.kind === 'error' ? 'err' : at === 0 ? 'now' : ''}>
              <time dateTime={step.at} title={absoluteTime(step.at, locale)}>
                {clockTime(step.at, locale)}
              </time>
              <span className="ell" dir="auto" title={[step.label, step.detail].filter(Boolean).join(', ')}>
                {step.kind === 'error' && <Icon icon={TriangleAlert} size={12} label={t('session.error')} />}
                {step.label}
                {step.detail && <span className="t3"> {step.detail}</span>}
              </span>
            </li>
          ))}
        </ol>
      )}
      {attributes.length > 0 && (
        <dl className="kv">
          {attributes.map(([name, value]) => (
            <div key={name} className="pair">
              <dt>
                <bdi>{name}</bdi>
              </dt>
              <dd>
                <bdi>{String(value)}</bdi>
              </dd>
            </div>
          ))}
        </dl>
      )}
      <p className="prov">
        {session.expires_on
          ? t('session.sharedUntil', {
              name: ticket.requester.name,
              date: shortDate(session.expires_on, Date.now(), locale),
            })
          : t('session.shared', { name: ticket.requester.name })}
      </p>
    </>
  );
}

/** A page's address comes from the customer's browser: only web addresses become links. */
function safeUrl(url: string): string | undefined {
  return /^https?:\/\//i.test(url) ? url : undefined;
}
