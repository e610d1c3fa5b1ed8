import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

import { useTicketPart } from '@/shared/ticket-screen';
import { AiGlyph, AiSign, announce, Button, Keys, useReasonOf } from '@/shared/ui';

import { ticketApi } from '../api';
import { isKeptOut } from '../model/kept-out';
import { useKeptOutWords } from '../model/use-kept-out-words';
import { useTicketScreen } from '../ticket-context';

const FIVE_MINUTES = 300_000;

/** Asks the assistant for a suggested reply, or for the conversation in a few lines. */
export function AskCopilot() {
  const { t } = useTranslation('ticket');
  const { askCopilot, ticket } = useTicketScreen();
  const reasonOf = useReasonOf();
  const keptOut = useKeptOutWords();
  const { error } = useTicketPart(ticket.number, 'suggestions', ticketApi.suggestions, { staysMs: FIVE_MINUTES });
  const summary = useMutation({
    mutationFn: () => ticketApi.summary(ticket.number),
    onSuccess: () => announce(t('summary.ready')),
  });
  if (isKeptOut(error)) {
    return (
      <div className="cs" role="status">
        <AiSign>{t('keptOut.title')}</AiSign>
        <p className="t3 f12" dir="auto">
          {keptOut(error)}
        </p>
      </div>
    );
  }
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
