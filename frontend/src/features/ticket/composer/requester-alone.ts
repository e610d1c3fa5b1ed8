import type { ReplyPeople } from '@/shared/slots';

const ALONE: ReplyPeople = {
  isLoading: false,
  settle: () => true,
  outgoing: () => null,
  startOver: () => undefined,
  putBack: () => undefined,
  add: () => undefined,
  toggle: () => false,
  row: (plain) => plain,
};

/** Without a feature that knows more people, the reply goes to the requester. */
export const useRequesterAlone = (): ReplyPeople => ALONE;
