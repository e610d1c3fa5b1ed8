import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef, useState, type RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { keys } from '@/shared/api';
import { useMay } from '@/shared/directory';
import { absoluteTime } from '@/shared/lib/dates';
import { Part, Section, useTicketPart, useTicketPort } from '@/shared/ticket-screen';
import { Badge, Button, CheckOption, Field, toast, useReason, type Tone } from '@/shared/ui';
import { actionsApi, type ActionUse } from './api';

const TONES: Record<ActionUse['state'], Tone> = { proposed: 'acc', approved: 'acc', declined: 'mute', running: 'acc', done: 'ok', failed: 'bad', in_doubt: 'warn' };

/** What the assistant looked up, proposes and did in the ticket; nothing where it did none of that. */
export function TicketActions() {
  const { t } = useTranslation('assistant-actions');
  const { ticket } = useTicketPort();
  const query = useTicketPart(ticket.number, actionsApi.part, actionsApi.ofTicket);
  const list = useRef<HTMLUListElement>(null);
  if (query.data?.length === 0) return null;
  const waiting = query.data?.filter(({ state }) => state === 'proposed').length ?? 0;
  return (
    <Section name="actions" title={t('panel.title')} count={waiting}>
      <Part query={query} failed={t('panel.failed')} lines={2}>
        {(rows) => (
          <ul ref={list} className="acts" tabIndex={-1} aria-label={t('panel.title')}>
            {rows.map((row) => (
              <li key={row.id}>
                <Use row={row} />
                {row.state === 'proposed' ? <Decision row={row} number={ticket.number} list={list} /> : null}
              </li>
            ))}
          </ul>
        )}
      </Part>
    </Section>
  );
}

function Use({ row }: { row: ActionUse }) {
  const { t, i18n } = useTranslation('assistant-actions');
  return (
    <>
      <p className="acts-row">
        <b className="med" dir="auto">
          {row.label}
        </b>
        <Badge tone={TONES[row.state]}>{t(`state.${row.state}`)}</Badge>
      </p>
      {row.facts.length > 0 ? (
        <dl>
          {row.facts.map(({ name, value }) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd dir="auto">{value}</dd>
            </div>
          ))}
        </dl>
      ) : null}
      {row.error ? (
        <p className="hint bad" dir="auto">
          {row.error}
        </p>
      ) : null}
      {row.note ? (
        <p className="hint" dir="auto">
          {row.note}
        </p>
      ) : null}
      <p className="t3 f12">
        {row.as_of ? t('asOf', { at: absoluteTime(row.as_of, i18n.language) }) : absoluteTime(row.created_at, i18n.language)}
        {row.decided_by ? ` · ${row.decided_by.name}` : ''}
      </p>
    </>
  );
}

interface DecisionProps {
  row: ActionUse;
  number: number;
  list: RefObject<HTMLUListElement | null>;
}

/** What will be sent, and what the customer will be told, before somebody allows it. */
function Decision({ row, number, list }: DecisionProps) {
  const { t } = useTranslation('assistant-actions');
  const mayDecide = useMay('action.decide');
  const queries = useQueryClient();
  const [tells, setTells] = useState(true);
  const [note, setNote] = useState('');
  const settled = {
    onSettled: () => queries.invalidateQueries({ queryKey: keys.ticketPart(number, actionsApi.part) }),
  };
  const done = (text: string): void => {
    toast(text);
    // The buttons go with the decision.
    list.current?.focus();
  };
  const approve = useMutation({ mutationFn: () => actionsApi.approve(number, row.id, tells), onSuccess: () => done(t('approved')), ...settled });
  const decline = useMutation({ mutationFn: () => actionsApi.decline(number, row.id, note.trim()), onSuccess: () => done(t('declined')), ...settled });
  const error = approve.error ?? decline.error;
  const reason = useReason(error);
  const isBusy = approve.isPending || decline.isPending;
  return (
    <>
      <span className="lab">{t('willSend')}</span>
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls must be reachable by keyboard */}
      <pre dir="ltr" tabIndex={0} aria-label={t('willSend')}>
        {row.request}
      </pre>
      <span className="lab">{t('willTell')}</span>
      <p dir="auto">{row.told}</p>
      {mayDecide ? (
        <>
          <CheckOption label={t('tells')} hint={t('tellsHint')} isChecked={tells} onChange={setTells} />
          <Field label={t('note')} maxLength={500} value={note} onChange={(event) => setNote(event.target.value)} />
          <p className="acts-row">
            <Button size="sm" variant="primary" busy={isBusy ? t('busy') : null} onClick={() => approve.mutate()}>
              {t('approve')}
            </Button>
            <Button size="sm" busy={isBusy ? t('busy') : null} onClick={() => decline.mutate()}>
              {t('decline')}
            </Button>
          </p>
        </>
      ) : (
        <p className="hint">{t('notAllowed')}</p>
      )}
      <div role="alert">
        {error ? (
          <p className="hint bad" dir="auto">
            {reason}
          </p>
        ) : null}
      </div>
    </>
  );
}
