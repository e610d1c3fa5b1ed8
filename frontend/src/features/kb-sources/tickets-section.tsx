import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { announce, Button, Loaded, toastFailure, useReasonOf } from '@/shared/ui';
import { candidatesQuery, SOURCES, sourcesApi, type SolvedTicket, type Source } from './api';

/** Solved tickets that wait for a person: each as it would be kept. */
export function TicketsSection({ source }: { source: Source }) {
  const { t } = useTranslation('kb-sources');
  const client = useQueryClient();
  const reasonOf = useReasonOf();
  const heading = useRef<HTMLHeadingElement>(null);
  const query = useQuery(candidatesQuery(source.id));
  const decide = useMutation({
    mutationFn: ({ number, isApproved }: { number: number; isApproved: boolean }) =>
      isApproved ? sourcesApi.approve(source.id, number) : sourcesApi.putAside(source.id, number),
    onSuccess: async (_, { number, isApproved }) => {
      announce(t(isApproved ? 'tickets.approved' : 'tickets.putAside', { number }));
      // The row goes away with its buttons.
      heading.current?.focus();
      await client.invalidateQueries({ queryKey: SOURCES });
    },
    onError: (error) => toastFailure(t('notDone', { reason: reasonOf(error) })),
  });
  return (
    <section className="ks-part">
      <h3 ref={heading} tabIndex={-1}>
        {t('tickets.title')}
      </h3>
      <p className="hint">{t('tickets.hint')}</p>
      <Loaded query={query} fault={t('tickets.fault')}>
        {({ results }) =>
          results.length === 0 ? (
            <p className="t2">{t('tickets.none')}</p>
          ) : (
            <ul className="ks-looks">
              {results.map((ticket) => (
                <Candidate key={ticket.number} ticket={ticket} isBusy={decide.isPending} onDecide={(isApproved) => decide.mutate({ number: ticket.number, isApproved })} />
              ))}
            </ul>
          )
        }
      </Loaded>
    </section>
  );
}

function Candidate({ ticket, isBusy, onDecide }: { ticket: SolvedTicket; isBusy: boolean; onDecide: (isApproved: boolean) => void }) {
  const { t } = useTranslation('kb-sources');
  const busy = isBusy ? t('doing') : null;
  return (
    <li>
      <Link className="link" to="/inbox/$number" params={{ number: String(ticket.number) }}>
        #{ticket.number}
      </Link>{' '}
      <b dir="auto">{ticket.title}</b>
      <p className="t2 ks-text" dir="auto">
        {ticket.problem}
      </p>
      <p className="ks-text" dir="auto">
        {ticket.solution}
      </p>
      <p className="row">
        <Button size="sm" variant="primary" busy={busy} aria-label={t('tickets.approveOf', { number: ticket.number })} onClick={() => onDecide(true)}>
          {t('tickets.approve')}
        </Button>
        <Button size="sm" variant="ghost" busy={busy} aria-label={t('tickets.asideOf', { number: ticket.number })} onClick={() => onDecide(false)}>
          {t('tickets.aside')}
        </Button>
      </p>
    </li>
  );
}
