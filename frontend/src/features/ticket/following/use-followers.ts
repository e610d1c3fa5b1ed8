import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

import { keys } from '@/shared/api';
import { useTicketPart } from '@/shared/ticket-screen';
import { announce, toastFailure, useReasonOf } from '@/shared/ui';

import { mergingApi } from '../merging/api';
import { useTicketScreen } from '../ticket-context';

/** Who follows the ticket, and bringing somebody in or taking them off. */
export function useFollowers() {
  const { t } = useTranslation('ticket');
  const { ticket } = useTicketScreen();
  const { number } = ticket;
  const client = useQueryClient();
  const reasonOf = useReasonOf();
  const query = useTicketPart(number, 'followers', mergingApi.followers);
  const people = query.data?.results ?? [];
  const change = useMutation({
    mutationFn: ({ id, isIn }: { id: number; isIn: boolean; name: string }) =>
      isIn ? mergingApi.follow(number, id) : mergingApi.unfollow(number, id),
    onSuccess: (followers, { isIn, name }) => {
      client.setQueryData(keys.ticketPart(number, 'followers'), followers);
      announce(t(isIn ? 'followers.added' : 'followers.removed', { name }));
    },
    onError: (error) => toastFailure(reasonOf(error)),
  });
  return {
    query,
    people,
    set: (id: number, name: string, isIn: boolean): void => {
      if (!change.isPending) change.mutate({ id, name, isIn });
    },
  };
}
