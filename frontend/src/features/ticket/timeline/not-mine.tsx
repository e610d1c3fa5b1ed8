import type { ReactNode } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

import { isProblem, keys } from '@/shared/api';
import { Menu, MenuItem, MenuLabel, MenuLine, toast, toastFailure } from '@/shared/ui';

import { ticketApi, type NotMineReason } from '../api';
import { useTicketScreen } from '../ticket-context';

/** Besides the wrong team, which is asked for. */
const REASONS = ['wrong_tier', 'no_capacity', 'not_my_skill'] as const satisfies readonly NotMineReason[];

/** "Not mine": the ticket moves at once, routing learns the reason, and it can be undone. */
export function NotMine({ trigger }: { trigger: ReactNode }) {
  const { t } = useTranslation('ticket');
  const client = useQueryClient();
  const { ticket, teams, change } = useTicketScreen();

  async function pass(reason: NotMineReason, teamId?: number): Promise<void> {
    const before = { team: ticket.team, assignee: ticket.assignee };
    try {
      const answer = await ticketApi.notMine(ticket.number, reason, teamId);
      await client.invalidateQueries({ queryKey: keys.ticket(ticket.number) });
      void client.invalidateQueries({ queryKey: keys.ticketPart(ticket.number, 'routing') });
      toast(t('notMine.done'), { undo: () => takeBack(answer.undo ?? null, before) });
    } catch (error) {
      const why = isProblem(error) && error.detail ? error.detail : t('change.offline');
      toastFailure(t('change.refused', { still: t('notMine.still'), why }));
    }
  }

  async function takeBack(
    token: string | null,
    before: Pick<typeof ticket, 'team' | 'assignee'>,
  ): Promise<void> {
    if (token) {
      await ticketApi.undo(token);
      await client.invalidateQueries({ queryKey: keys.ticket(ticket.number) });
      return;
    }
    change({
      changes: { team: before.team?.id ?? null, assignee: before.assignee?.id ?? null },
      preview: before,
      still: t('change.notUndone'),
    });
  }

  return (
    <Menu trigger={trigger} align="end" label={t('notMine.open')}>
      <MenuLabel>{t('notMine.team')}</MenuLabel>
      {teams
        .filter((team) => team.id !== ticket.team?.id && team.can_answer !== false)
        .map((team) => (
          <MenuItem key={team.id} onSelect={() => void pass('wrong_team', team.id)}>
            <bdi>{team.name}</bdi>
          </MenuItem>
        ))}
      <MenuItem hint={t('notMine.hints.wrong_team')} onSelect={() => void pass('wrong_team')}>
        {t('notMine.otherTeam')}
      </MenuItem>
      <MenuLine />
      {REASONS.map((reason) => (
        <MenuItem key={reason} hint={t(`notMine.hints.${reason}`)} onSelect={() => void pass(reason)}>
          {t(`notMine.reasons.${reason}`)}
        </MenuItem>
      ))}
    </Menu>
  );
}
