import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useTicketScreen } from '../ticket-context';
import { isComposing } from '@/shared/lib/composing';

const MAX_SUBJECT = 300;

/** The subject; a click makes it a field. Enter and leaving the field keep, Escape drops. */
export function Subject() {
  const { t } = useTranslation('ticket');
  const { ticket, change } = useTicketScreen();
  const [text, setText] = useState<string | null>(null);

  function keep(): void {
    const subject = (text ?? '').trim();
    setText(null);
    if (subject === '' || subject === ticket.subject) return;
    change({ changes: { subject }, preview: { subject }, still: t('change.stillSubject') });
  }

  if (text === null) {
    return (
      <h1 className="subject">
        {ticket.permissions.update ? (
          <button
            type="button"
            className="ell"
            dir="auto"
            title={ticket.subject}
            aria-label={t('header.editSubject', { subject: ticket.subject })}
            onClick={() => setText(ticket.subject)}
          >
            {ticket.subject}
          </button>
        ) : (
          <span className="ell" dir="auto" title={ticket.subject}>
            {ticket.subject}
          </span>
        )}
      </h1>
    );
  }
  return (
    <span className="subject">
      <input
        ref={focusOnce}
        value={text}
        maxLength={MAX_SUBJECT}
        dir="auto"
        aria-label={t('header.subject')}
        onChange={(event) => setText(event.target.value)}
        onBlur={keep}
        onKeyDown={(event) => {
          if (isComposing(event.nativeEvent)) return;
          if (event.key === 'Enter') keep();
          else if (event.key === 'Escape') {
            event.stopPropagation();
            setText(null);
          }
        }}
      />
    </span>
  );
}

function focusOnce(field: HTMLInputElement | null): void {
  if (field && document.activeElement !== field) field.focus();
}
