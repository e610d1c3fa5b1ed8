import { useTranslation } from 'react-i18next';

import type { TicketRecipients } from './types';

/** The server's note on how a reply leaves, in words. */
export function useNoteText(): (note: TicketRecipients['note'], name: string) => string {
  const { t } = useTranslation('email');
  return (note, name) => (note ? t(`mail.notes.${note}`, { name }) : '');
}
