import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';

import type { Entry } from '@/shared/api';
import { useTicketPort } from '@/shared/ticket-screen';
import { Button, LinkedText, useReason } from '@/shared/ui';

import { hasOriginal, mailOf } from './payload';
import { OriginalDialog } from './original-dialog';
import { useOriginal } from './use-original';

/** The ways from what is shown of a mail to what it quotes and to all of it. */
export function OriginalParts({ entry }: { entry: Entry }) {
  const { t } = useTranslation('email');
  const { ticket } = useTicketPort();
  const [isQuoteOpen, setQuoteOpen] = useState(false);
  const id = useId();
  if (!hasOriginal(entry)) return null;

  return (
    <>
      <p className="after">
        {mailOf(entry)?.hasQuote && (
          <button
            type="button"
            className="link"
            aria-expanded={isQuoteOpen}
            aria-controls={id}
            onClick={() => setQuoteOpen((is) => !is)}
          >
            {isQuoteOpen ? t('mail.original.hideQuoted') : t('mail.original.showQuoted')}
          </button>
        )}
        <OriginalButton entry={entry} />
      </p>
      <div id={id} hidden={!isQuoteOpen}>
        {isQuoteOpen && <Quoted number={ticket.number} entry={entry.id} />}
      </div>
    </>
  );
}

/** Opens the whole mail. */
export function OriginalButton({ entry }: { entry: Entry }) {
  const { t } = useTranslation('email');
  const { ticket } = useTicketPort();
  const [isOpen, setOpen] = useState(false);
  const mail = mailOf(entry);
  if (!mail || !hasOriginal(entry)) return null;
  return (
    <>
      <button type="button" className="link nw" aria-haspopup="dialog" onClick={() => setOpen(true)}>
        {t('mail.original.show')}
      </button>
      {isOpen && <OriginalDialog number={ticket.number} entry={entry} mail={mail} onClose={() => setOpen(false)} />}
    </>
  );
}

function Quoted({ number, entry }: { number: number; entry: number }) {
  const { t } = useTranslation('email');
  const query = useOriginal(number, entry);
  const why = useReason(query.error);
  if (query.isError) {
    return (
      <p className="after" role="alert">
        {t('mail.original.quoteFailed')} <span dir="auto">{why}</span>
        <Button size="sm" onClick={() => void query.refetch()}>
          {t('mail.again')}
        </Button>
      </p>
    );
  }
  if (!query.data) {
    return (
      <p className="after" role="status">
        {t('mail.original.loading')}
      </p>
    );
  }
  return (
    <blockquote className="quoted-mail" dir="auto">
      {query.data.quoted_text ? <LinkedText text={query.data.quoted_text} /> : t('mail.original.nothingQuoted')}
    </blockquote>
  );
}
