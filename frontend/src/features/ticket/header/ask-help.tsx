import { useRef, useState } from 'react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

import { keys } from '@/shared/api';
import { useMessages } from '@/shared/lib/messages';
import { Button, Dialog, Field, Loaded, toast, useReason } from '@/shared/ui';

import { ticketApi, type EscalationAhead } from '../api';
import { useTicketScreen, type Asking } from '../ticket-context';

export interface AskHelpProps {
  asking: Asking | null;
  onClose: () => void;
}

/** Asks for help with the ticket, after showing what that does and whom it reaches. */
export function AskHelp({ asking, onClose }: AskHelpProps) {
  // What is typed, and the request that it makes, live as long as the dialog is open.
  return asking ? <OpenDialog asking={asking} onClose={onClose} /> : null;
}

function OpenDialog({ asking, onClose }: { asking: Asking; onClose: () => void }) {
  const { t, i18n } = useTranslation('ticket');
  const { number } = useTicketScreen().ticket;
  const client = useQueryClient();
  const [note, setNote] = useState('');
  // A second press repeats the first request.
  const request = useRef(crypto.randomUUID());
  const field = useRef<HTMLInputElement>(null);
  const ahead = useQuery({
    queryKey: keys.ticketPart(number, 'escalation'),
    queryFn: ({ signal }) => ticketApi.helpAhead(number, signal),
    staleTime: 0,
    gcTime: 0,
  });
  const ask = useMutation({
    mutationFn: () => ticketApi.askHelp(number, note.trim(), request.current),
    onSuccess: (routing) => {
      const told = routing.reasons.filter(({ label }) => label === 'Told').map(({ detail }) => detail);
      void client.invalidateQueries({ queryKey: keys.ticket(number) });
      toast(told.length > 0 ? t('help.told', { names: new Intl.ListFormat(i18n.language).format(told) }) : t('help.done'));
      asking.onAsked?.();
      onClose();
    },
  });
  const reason = useReason(ask.error);
  const isPossible = ahead.data?.why_not === '';
  return (
    <Dialog
      isOpen
      onOpenChange={onClose}
      title={t('help.title')}
      startsAt={field}
      isChanged={note.trim() !== ''}
      footer={
        <>
          <Button onClick={onClose}>{t('help.cancel')}</Button>
          <Button
            variant="primary"
            busy={ask.isPending ? t('help.asking') : null}
            unavailable={isPossible ? null : ahead.data ? t(`help.whyNot.${ahead.data.why_not || 'no_chain'}`) : t('help.looking')}
            onClick={() => ask.mutate()}
          >
            {t('help.ask')}
          </Button>
        </>
      }
    >
      <form
        className="form-grid"
        onSubmit={(event) => {
          event.preventDefault();
          if (isPossible && !ask.isPending) ask.mutate();
        }}
      >
        <Loaded query={ahead} fault={t('help.fault')}>
          {ahead.data ? <Ahead ahead={ahead.data} /> : null}
        </Loaded>
        <Field
          ref={field}
          label={t('help.note')}
          hint={t('help.noteHint')}
          value={note}
          maxLength={160}
          dir="auto"
          error={ask.error ? `${t('help.notAsked')} ${reason}` : null}
          onChange={(event) => {
            setNote(event.target.value);
            // Other words are another request.
            request.current = crypto.randomUUID();
          }}
        />
      </form>
    </Dialog>
  );
}

/** What happens, line by line. */
function Ahead({ ahead }: { ahead: EscalationAhead }) {
  const { t, i18n } = useTranslation('ticket');
  const { ticket } = useTicketScreen();
  const say = useMessages();
  if (ahead.why_not !== '') return <p>{t(`help.whyNot.${ahead.why_not}`)}</p>;
  const holder = ticket.assignee?.name;
  const names = new Intl.ListFormat(i18n.language).format(ahead.told.map(({ name }) => name));
  const lines = [
    ahead.instead_of_csm ? t('help.insteadOfCsm', { who: say(ahead.instead_of_csm.message, ahead.instead_of_csm.text) }) : null,
    ahead.tier ? t('help.tier', { tier: ahead.tier }) : null,
    ahead.team ? t('help.team', { name: ahead.team }) : null,
    ahead.assignee ? t('help.person', { name: ahead.assignee }) : null,
    ahead.priority ? t('help.priority', { priority: ahead.priority }) : null,
    ahead.is_kept && holder ? t('help.kept', { name: holder }) : null,
    ahead.is_stuck ? t('help.stuck') : null,
    ahead.leaves_holder && holder ? t('help.leaves', { name: holder }) : null,
    ahead.told.length > 0 ? t('help.tells', { names }) : t('help.tellsNobody'),
  ];
  return (
    <section aria-label={t('help.happens')}>
      <p className="t2 f12">{t('help.step', { step: ahead.step, steps: ahead.steps })}</p>
      <ul className="help-lines">
        {lines.filter((text) => text !== null).map((text) => (
          <li key={text} dir="auto">
            {text}
          </li>
        ))}
      </ul>
    </section>
  );
}
