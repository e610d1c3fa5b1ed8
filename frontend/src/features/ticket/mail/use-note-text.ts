import { useTranslation } from 'react-i18next';

const KNOWN = ['no_mailbox', 'no_address', 'after_chat', 'by_api'] as const;

/** The server's note on how a reply leaves, in words; what it says in words itself stays as it is. */
export function useNoteText(): (note: string, name: string) => string {
  const { t } = useTranslation('ticket');
  return (note, name) => {
    const code = KNOWN.find((known) => known === note);
    return code ? t(`mail.notes.${code}`, { name }) : note;
  };
}
