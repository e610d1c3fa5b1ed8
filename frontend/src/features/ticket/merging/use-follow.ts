import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

import { keys } from '@/shared/api';
import { useTicketPart } from '@/shared/ticket-screen';
import { toast, toastFailure, useReasonOf } from '@/shared/ui';

import { useTicketScreen } from '../ticket-context';
import { mergingApi } from './api';

/** Whether this reader follows the ticket, and the way to begin or end that; null while it is not known. */
export function useFollow(): { isFollowing: boolean; names: readonly string[]; toggle: () => void } | null {
  const { t } = useTranslation('ticket');
  const { ticket, me } = useTicketScreen();
  const client = useQueryClient();
  const reasonOf = useReasonOf();
  const query = useTicketPart(ticket.number, 'followers', mergingApi.followers);
  const isFollowing = query.data?.is_mine ?? false;
  const change = useMutation({
    mutationFn: (userId: number) =>
      isFollowing ? mergingApi.unfollow(ticket.number, userId) : mergingApi.follow(ticket.number, userId),
    onSuccess: (followers) => {
      client.setQueryData(keys.ticketPart(ticket.number, 'followers'), followers);
      toast(t(followers.is_mine ? 'follow.begun' : 'follow.ended'));
    },
    onError: (error) => toastFailure(reasonOf(error)),
  });
  if (!query.data || !me || ticket.is_deleted) return null;
  return {
    isFollowing,
    names: query.data.results.map(({ name }) => name),
    toggle: () => !change.isPending && change.mutate(me.id),
  };
}
