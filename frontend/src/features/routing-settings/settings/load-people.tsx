import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Team } from '@/shared/api';
import { absoluteTime } from '@/shared/lib/dates';
import { useMessages } from '@/shared/lib/messages';
import { Avatar, Button, PresenceDot } from '@/shared/ui';
import type { LoadPerson } from './api';
import { Lend, loansOf } from './load-lend';
import { draggedNow, DRAGGED, GiveTo, TicketLine } from './load-ticket';
import type { Give } from './use-give';

export interface LoadPeopleProps {
  people: readonly LoadPerson[];
  /** Everybody a ticket can go to. */
  all: readonly LoadPerson[];
  teams: readonly Team[];
  give: Give;
}

/** Who takes tickets, with what they have and whether more can come. */
export function LoadPeople({ people, all, teams, give }: LoadPeopleProps) {
  const { t } = useTranslation('routing-settings');
  return (
    <section className="ld-part" id="people" tabIndex={-1} aria-labelledby="load-people">
      <h2 id="load-people">{t('load.people')}</h2>
      <p className="hint">{t('load.dragHint')}</p>
      <ul className="ld-people">
        {people.map((person) => (
          <Person key={person.id} person={person} all={all} teams={teams} give={give} />
        ))}
      </ul>
    </section>
  );
}

function Person({ person, all, teams, give }: Pick<LoadPeopleProps, 'all' | 'teams' | 'give'> & { person: LoadPerson }) {
  const { t, i18n } = useTranslation('routing-settings');
  const say = useMessages();
  const [isOpen, setOpen] = useState(false);
  const [isOver, setOver] = useState(false);
  const loans = loansOf(person, teams);
  const places = teams
    .filter(({ id }) => person.team_ids.includes(id))
    .map(({ id, name }) => {
      const loan = loans.find(({ team }) => team.id === id);
      return loan ? t('lend.at', { team: name, until: absoluteTime(loan.until, i18n.language) }) : name;
    });
  const full = (kind: 'chat' | 'email'): boolean => person.load[kind] >= person.capacity[kind];
  return (
    <li
      className={isOver ? 'over' : undefined}
      onDragOver={(event) => {
        if (!event.dataTransfer.types.includes(DRAGGED)) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        const dragged = draggedNow();
        if (dragged && dragged.from?.id !== person.id) give({ ...dragged, to: person });
      }}
    >
      <div className="ld-person">
        <span className="ld-who">
          <span className="pa">
            <Avatar id={person.id} name={person.name} size={24} />
            <PresenceDot presence={person.presence} isNamed />
          </span>
          <b className="med" dir="auto">{person.name}</b>
          <span className="t3" dir="auto">{places.join(', ')}</span>
          {person.not_now ? <span className="ld-away" dir="auto">{t('load.notNow', { why: say(person.not_now.message, person.not_now.text) })}</span> : null}
        </span>
        {(['email', 'chat'] as const).map((kind) => (
          <span key={kind} className={full(kind) ? 'num full' : 'num'}>
            {t(`load.of.${kind}`, { load: person.load[kind], capacity: person.capacity[kind] })}
          </span>
        ))}
        {teams.length > 1 ? <Lend person={person} teams={teams} /> : null}
        <Button size="sm" variant="ghost" aria-expanded={isOpen} unavailable={person.tickets.length > 0 ? null : t('load.holdsNone')} onClick={() => setOpen(!isOpen)}>
          {t('load.holds', { count: person.tickets.length })} <span className="vh">{t('load.holdsOf', { name: person.name })}</span>
        </Button>
      </div>
      {isOpen && person.tickets.length > 0 ? (
        <ul className="ld-tickets">
          {person.tickets.map((ticket) => (
            <TicketLine key={ticket.number} ticket={ticket} from={person}>
              <GiveTo ticket={ticket} from={person} people={all} give={give} />
            </TicketLine>
          ))}
        </ul>
      ) : null}
    </li>
  );
}
