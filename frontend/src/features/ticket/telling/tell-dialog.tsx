import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { newIdempotencyKey, type Status } from '@/shared/api';
import { useTicketPart } from '@/shared/ticket-screen';
import { Button, ChannelIcon, Checkbox, Dialog, Loaded, SelectField, useReason } from '@/shared/ui';

import { htmlToText } from '../model/plain-text';
import { leavesBy } from '../model/recipients';
import { SEND_STATUSES } from '../composer/send-button';
import { useTicketScreen } from '../ticket-context';
import { tellingApi, type Incidents } from './api';
import type { Telling } from './use-telling';
import './telling.css';

/** Who gets the one reply, on which way, and what becomes of the tickets then. */
export function TellDialog({ telling }: { telling: Telling }) {
  return telling.isAsking ? <OpenDialog telling={telling} /> : null;
}

function OpenDialog({ telling }: { telling: Telling }) {
  const { t } = useTranslation('ticket');
  const { ticket } = useTicketScreen();
  const { number, permissions } = ticket;
  const query = useTicketPart(number, 'incidents', tellingApi.incidents);
  const [without, setWithout] = useState<ReadonlySet<number>>(new Set());
  const [status, setStatus] = useState<Status | ''>('');
  const [problemStatus, setProblemStatus] = useState<Status | ''>('');
  // A second press repeats the first request; another choice is another one.
  const [key, setKey] = useState(newIdempotencyKey);
  const change = (act: () => void): void => {
    act();
    setKey(newIdempotencyKey());
  };
  const chosen = (query.data?.results ?? []).filter((row) => !without.has(row.number));
  const tell = useMutation({
    mutationFn: async () => {
      await telling.settle();
      return tellingApi.tell(
        number,
        {
          body: telling.html,
          body_format: 'html',
          incidents: chosen.map((row) => ({ number: row.number, seen_entry_id: row.seen_entry_id })),
          status: status || null,
          problem_status: problemStatus || null,
        },
        key,
      );
    },
    onSuccess: telling.begun,
  });
  const reason = useReason(tell.error);
  const most = query.data?.most ?? 0;
  const unavailable = chosen.length === 0 ? t('tell.chooseFirst') : chosen.length > most ? t('tell.tooMany', { most }) : null;
  return (
    <Dialog
      isOpen
      onOpenChange={telling.ask}
      title={t('tell.title')}
      description={htmlToText(telling.html).replace(/\s+/g, ' ').trim().slice(0, 200)}
      footer={
        <>
          {tell.error && <span role="alert" className="bad f12">{reason}</span>}
          <span className="sp" />
          <Button onClick={() => telling.ask(false)}>{t('merge.cancel')}</Button>
          <Button variant="primary" busy={tell.isPending ? t('composer.sending') : null} unavailable={unavailable} onClick={() => !tell.isPending && tell.mutate()}>
            {t('tell.action', { count: chosen.length })}
          </Button>
        </>
      }
    >
      <div className="form-grid tell-form">
        <Loaded query={query} fault={t('tell.fault')}>
          {(found) => <Receivers found={found} without={without} onWithout={(next) => change(() => setWithout(next))} />}
        </Loaded>
        {permissions.update && (
          <div className="tell-states">
            <StatusField label={t('tell.status')} value={status} onChange={(next) => change(() => setStatus(next))} />
            <StatusField label={t('tell.problemStatus', { number })} value={problemStatus} onChange={(next) => change(() => setProblemStatus(next))} />
          </div>
        )}
        <p className="t3 f12">{t('tell.held')} {t('tell.undoHint')}</p>
      </div>
    </Dialog>
  );
}

function StatusField({ label, value, onChange }: { label: string; value: Status | ''; onChange: (next: Status | '') => void }) {
  const { t } = useTranslation(['ticket', 'shared']);
  const options = SEND_STATUSES.map((one) => ({ value: one, label: t(`shared:status.${one}`) }));
  return <SelectField<Status | ''> label={label} value={value} options={[{ value: '', label: t('ticket:tell.leave') }, ...options]} onChange={onChange} />;
}

interface ReceiversProps {
  found: Incidents;
  without: ReadonlySet<number>;
  onWithout: (next: ReadonlySet<number>) => void;
}

function Receivers({ found, without, onWithout }: ReceiversProps) {
  const { t } = useTranslation(['ticket', 'shared']);
  const rows = found.results;
  if (rows.length === 0) return <p className="t3">{t('ticket:tell.none')}</p>;
  const chosen = rows.filter((row) => !without.has(row.number));
  const toggle = (number: number, isIn: boolean): void => {
    const next = new Set(without);
    if (isIn) next.delete(number);
    else next.add(number);
    onWithout(next);
  };
  const ways = [...new Set(rows.map(leavesBy))];
  const counts = ways
    .map((channel) => ({ channel, count: chosen.filter((row) => leavesBy(row) === channel).length }))
    .filter(({ count }) => count > 0);
  return (
    <fieldset className="tell-receivers">
      <legend className="lab">{t('ticket:tell.receivers')}</legend>
      <p className="tell-counts">
        <Checkbox
          label={t('ticket:tell.all', { count: rows.length })}
          isChecked={chosen.length === rows.length}
          isMixed={chosen.length > 0 && chosen.length < rows.length}
          onChange={(isIn) => onWithout(isIn ? new Set() : new Set(rows.map((row) => row.number)))}
        />
        {counts.map(({ channel, count }) => (
          <span key={channel} className="badge mute nw">
            {t('ticket:tell.way', { number: count, channel: t(`shared:channel.${channel}`) })}
          </span>
        ))}
      </p>
      <ul className="lst">
        {rows.map((row) => (
          <li key={row.number}>
            <Checkbox
              hideLabel
              label={t('ticket:tell.one', { number: row.number, name: row.requester.name })}
              isChecked={!without.has(row.number)}
              onChange={(isIn) => toggle(row.number, isIn)}
            />
            <ChannelIcon channel={leavesBy(row)} />
            <span className="ell" dir="auto">{row.requester.name}</span>
            <span className="ell t3" dir="auto">{row.company?.name ?? row.subject}</span>
            <bdi className="t3 f12 nw">#{row.number}</bdi>
          </li>
        ))}
      </ul>
    </fieldset>
  );
}
