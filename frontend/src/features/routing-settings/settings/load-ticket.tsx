import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useMessages } from '@/shared/lib/messages';
import { ChoiceMenu, Priority } from '@/shared/ui';
import type { LoadPerson, LoadTicket } from './api';
import type { Give } from './use-give';

/** What a dragged ticket carries. */
export const DRAGGED = 'application/x-candor-ticket';

export interface Dragged {
  ticket: LoadTicket;
  from: LoadPerson | null;
}

let dragged: Dragged | null = null;

/** The ticket that is being dragged on this screen. */
export const draggedNow = (): Dragged | null => dragged;

/** A ticket that can be dragged onto somebody. */
export function TicketLine({ ticket, from, children }: Dragged & { children: ReactNode }) {
  return (
    <li
      draggable
      onDragStart={(event) => {
        dragged = { ticket, from };
        event.dataTransfer.setData(DRAGGED, String(ticket.number));
        event.dataTransfer.effectAllowed = 'move';
      }}
      onDragEnd={() => {
        dragged = null;
      }}
    >
      <Priority level={ticket.priority} />
      <Link to="/inbox/$number" params={{ number: String(ticket.number) }}>
        #{ticket.number}
      </Link>
      <bdi className="ell">{ticket.subject}</bdi>
      {children}
    </li>
  );
}

/** The same by keyboard: a list of those who could get it. */
export function GiveTo({ ticket, from, people, give }: Dragged & { people: readonly LoadPerson[]; give: Give }) {
  const { t } = useTranslation('routing-settings');
  const say = useMessages();
  const others = people.filter(({ id }) => id !== from?.id);
  return (
    <span className="ld-give">
      <ChoiceMenu
        size="sm"
        about={`#${ticket.number}`}
        options={others.map(({ id, name, not_now: away }) => ({
          value: String(id),
          label: <bdi>{name}</bdi>,
          hint: away ? t('load.notNow', { why: say(away.message, away.text) }) : undefined,
        }))}
        onChoose={(id) => {
          const to = others.find((person) => String(person.id) === id);
          if (to) give({ ticket, from, to });
        }}
      >
        {t(from ? 'load.moveTo' : 'load.giveTo')}
      </ChoiceMenu>
    </span>
  );
}
