import { useTranslation } from 'react-i18next';
import { QUERY_FIELDS } from './query';
import type { TicketList } from './use-ticket-list';

/** What of a query does not do what it looks like, and the spelling that was searched for instead. */
export function QueryHints({ list }: { list: Pick<TicketList, 'hints' | 'corrected'> }) {
  const { t } = useTranslation('shared');
  const operators = QUERY_FIELDS.map((name) => `${name}:`).join(', ');
  return (
    <>
      {list.hints.length > 0 ? (
        <p className="hint bad qproblem" role="alert">
          {list.hints.map(({ code, part }) => t(`queryHint.${code}`, { part, operators })).join(' ')}
        </p>
      ) : null}
      {list.corrected ? (
        <p className="hint qproblem" role="status">
          {t('queryHint.corrected', { text: list.corrected })}
        </p>
      ) : null}
    </>
  );
}
