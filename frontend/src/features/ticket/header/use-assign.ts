import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';

import type { Named } from '@/shared/api';

import { nameFor, useTicketScreen } from '../ticket-context';

/** Gives the ticket to somebody, or to nobody. */
export function useAssign(): (person: Named | null) => void {
  const { t } = useTranslation(['ticket', 'shared']);
  const { ticket, me, change } = useTicketScreen();
  return useCallback(
    (person) => {
      if ((person?.id ?? null) === (ticket.assignee?.id ?? null)) return;
      const before = ticket.assignee ? nameFor(ticket.assignee, me, t('shared:you')) : t('shared:noOwner');
      change({
        changes: { assignee: person?.id ?? null },
        preview: { assignee: person ? { id: person.id, name: person.name } : null },
        done: person
          ? t('ticket:change.assigned', { name: nameFor(person, me, t('ticket:change.toYou')) })
          : t('ticket:change.unassigned'),
        still: t('ticket:change.stillWith', { name: before }),
      });
    },
    [change, me, t, ticket.assignee],
  );
}
