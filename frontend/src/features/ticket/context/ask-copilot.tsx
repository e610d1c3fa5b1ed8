import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

import { AiGlyph, AiSign, announce, Button, Keys, useReasonOf } from '@/shared/ui';

import { ticketApi } from '../api';
import { useTicketScreen } from '../ticket-context';

/** Asks the assistant for a suggested reply, or for the conversation in a few lines. */
export function AskCopilot() {
  const { t } = useTranslation('ticket');
  const { askCopilot, ticket } = useTicketScreen();
  const reasonOf = useReasonOf();
  const summary = useMutation({
    mutationFn: () => ticketApi.summary(ticket.number),
    onSuccess: () => announce(t('summary.ready')),
  });
  return (
    <div className="cs">
      <div className="row wrap">
        <Button size="sm" icon={<AiGlyph size={14} />} onClick={askCopilot}>
          {t('draft.ask')}
          <Keys keys="mod+j" />
        </Button>
        <Button size="sm" busy={summary.isPending ? t('summary.writing') : null} onClick={() => summary.mutate()}>
          {t(summary.data ? 'summary.again' : 'summary.ask')}
        </Button>
      </div>
      {summary.error ? (
        <p className="hint bad" role="alert">
          {t('summary.failed', { reason: reasonOf(summary.error) })}
        </p>
      ) : null}
      {summary.data ? (
        <section className="summary" aria-label={t('summary.label')}>
          <AiSign>{t('summary.label')}</AiSign>
          <p className="pre" dir="auto">
            {summary.data.text}
          </p>
        </section>
      ) : null}
    </div>
  );
}
