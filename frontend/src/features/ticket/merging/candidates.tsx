import { useTranslation } from 'react-i18next';

import { Button, StatusIcon } from '@/shared/ui';

import type { MergeCandidate } from './api';

interface CandidatesProps {
  title: string;
  /** Of the choice that all groups share. */
  name: string;
  rows: readonly MergeCandidate[];
  chosen: number | null;
  onChoose: (number: number) => void;
  onLink: (number: number) => void;
}

/** Tickets to choose from, each with what speaks for it, or with why it cannot be. */
export function Candidates({ title, name, rows, chosen, onChoose, onLink }: CandidatesProps) {
  return (
    <section aria-label={title}>
      <h3>{title}</h3>
      <ul className="cnd">
        {rows.map((row) => (
          <li key={row.ticket.number} className={row.ticket.number === chosen ? 'on' : undefined}>
            {row.refusal === null ? (
              <label>
                <input
                  type="radio"
                  className="rb"
                  name={name}
                  checked={row.ticket.number === chosen}
                  onChange={() => onChoose(row.ticket.number)}
                />
                <Words row={row} />
              </label>
            ) : (
              <div className="refused">
                <Words row={row} />
                {row.refusal.may_link && <LinkInstead row={row} onLink={onLink} />}
              </div>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

function LinkInstead({ row, onLink }: { row: MergeCandidate; onLink: (number: number) => void }) {
  const { t } = useTranslation('ticket');
  return (
    <Button variant="ghost" size="sm" onClick={() => onLink(row.ticket.number)}>
      {t('merge.linkInstead', { number: row.ticket.number })}
    </Button>
  );
}

function Words({ row: { ticket, reasons, refusal } }: { row: MergeCandidate }) {
  const { t, i18n } = useTranslation(['ticket', 'shared']);
  const why = new Intl.ListFormat(i18n.language).format(reasons.map((reason) => t(`ticket:merge.reasons.${reason}`)));
  const who = [ticket.requester.name, ticket.company?.name, t(`shared:channel.${ticket.channel}` as 'shared:channel.email')];
  return (
    <span className="words">
      <span className="row g1">
        <StatusIcon status={ticket.status} hideWord />
        <b className="med ell" dir="auto">
          {ticket.subject}
        </b>
        <span className="sp" />
        <bdi className="t3 f12 nw">#{ticket.number}</bdi>
      </span>
      {refusal ? <span className="f12 t2">{t(`ticket:merge.refusals.${refusal.reason}`, { name: ticket.company?.name ?? ticket.requester.name })}</span> : null}
      {!refusal && why ? <span className="f12 t2">{why}</span> : null}
      <span className="f11 t3 ell" dir="auto">
        {who.filter(Boolean).join(', ')}
      </span>
    </span>
  );
}
