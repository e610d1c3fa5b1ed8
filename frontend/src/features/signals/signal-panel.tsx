import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import X from 'lucide-react/icons/x';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { LeaveGuard } from '@/shared/form';
import { absoluteTime, relativeTime } from '@/shared/lib/dates';
import { useShortcuts } from '@/shared/lib/shortcuts';
import { useNow } from '@/shared/lib/ticker';
import { announce, Button, Field, Icon, IconButton, Loaded, SelectField, toastFailure, useReasonOf } from '@/shared/ui';
import { signalQuery, SIGNALS, signalsApi, type SignalChange } from './api';
import { States } from './signals-table';
import { TicketLinks, useAbout, usePiece, useTitle } from './told';
import type { Piece, WholeSignal } from './words';

/** One signal: what speaks for it and against it, whose it is, and what is done. */
export function SignalPanel({ id, onClose }: { id: number; onClose: () => void }) {
  const { t } = useTranslation('signals');
  const query = useQuery(signalQuery(id));
  const title = useTitle();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  useShortcuts(t('signal'), [{ keys: 'escape', label: t('close'), run: onClose }]);
  return (
    <aside className="sgpanel" aria-label={t('signal')}>
      <header>
        <h2 ref={heading} tabIndex={-1} dir="auto">
          {query.data ? title(query.data) : t('signal')}
        </h2>
        <span className="sp" />
        <IconButton label={t('close')} onClick={onClose}>
          <Icon icon={X} size={14} />
        </IconButton>
      </header>
      <div className="scroll">
        <Loaded query={query} fault={t('fault')}>
          {(signal) => <Content signal={signal} />}
        </Loaded>
      </div>
    </aside>
  );
}

/** A change of the signal; what comes back is the signal as it is now. */
function useChange(signal: WholeSignal) {
  const { t } = useTranslation('signals');
  const client = useQueryClient();
  const reasonOf = useReasonOf();
  return useMutation({
    mutationFn: (change: SignalChange) => signalsApi.change(signal, change),
    onSuccess: async (now) => {
      client.setQueryData(signalQuery(signal.id).queryKey, now);
      announce(t('changed'));
      await Promise.all(['list', 'company'].map((part) => client.invalidateQueries({ queryKey: [...SIGNALS, part] })));
    },
    onError: async (error) => {
      toastFailure(t('notDone', { reason: reasonOf(error) }));
      await client.invalidateQueries({ queryKey: signalQuery(signal.id).queryKey });
    },
  });
}

function Content({ signal }: { signal: WholeSignal }) {
  const { t } = useTranslation('signals');
  const change = useChange(signal);
  const about = useAbout();
  const name = about(signal);
  const act = (given: SignalChange): void => change.mutate(given);
  return (
    <>
      <div className="sgpart">
        <p className="row">
          <span>{t(`kind.${signal.kind}`)}</span>
          <States row={signal} />
        </p>
        <p className="t2" dir="auto">
          {signal.company ? (
            <Link className="link" to="/customers/$id" params={{ id: String(signal.company.id) }}>
              {name}
            </Link>
          ) : (
            name
          )}
        </p>
        <Owner signal={signal} isBusy={change.isPending} onChange={act} />
      </div>
      <Pieces title={t('pro')} pieces={signal.pro} signal={signal} none={t('noPro')} />
      <Pieces title={t('con')} pieces={signal.con} signal={signal} none={t('noCon')} />
      <Action key={signal.version} signal={signal} isBusy={change.isPending} onChange={act} />
      <Foot signal={signal} isBusy={change.isPending} onChange={act} />
      <Steps signal={signal} />
    </>
  );
}

interface PartProps {
  signal: WholeSignal;
  isBusy: boolean;
  onChange: (change: SignalChange) => void;
}

function Owner({ signal, isBusy, onChange }: PartProps) {
  const { t } = useTranslation('signals');
  if (signal.owners.length === 0) return null;
  const { owner } = signal;
  const known = owner && !signal.owners.some(({ id }) => id === owner.id) ? [owner] : [];
  return (
    <SelectField
      label={t('column.owner')}
      value={owner ? String(owner.id) : ''}
      disabled={isBusy}
      options={[{ value: '', label: t('nobody') }, ...[...known, ...signal.owners].map(({ id, name }) => ({ value: String(id), label: name }))]}
      onChange={(next) => onChange({ owner_id: next ? Number(next) : null })}
    />
  );
}

function Pieces({ title, pieces, signal, none }: { title: string; pieces: readonly Piece[]; signal: WholeSignal; none: string }) {
  const pieceOf = usePiece();
  return (
    <section className="sgpart">
      <h3>{title}</h3>
      {pieces.length === 0 ? (
        <p className="t3">{none}</p>
      ) : (
        <ul className="sgpieces">
          {pieces.map((piece) => (
            <li key={piece.name + piece.tickets.join()}>
              <span dir="auto">{pieceOf(piece)}</span>
              <TicketLinks numbers={piece.tickets} count={piece.count} tickets={signal.tickets} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Action({ signal, isBusy, onChange }: PartProps) {
  const { t } = useTranslation('signals');
  const [action, setAction] = useState(signal.action);
  const [on, setOn] = useState(signal.action_on ?? '');
  const isChanged = action !== signal.action || on !== (signal.action_on ?? '');
  return (
    <section className="sgpart">
      <h3>{t('column.action')}</h3>
      <form
        className="sgact"
        onSubmit={(event) => {
          event.preventDefault();
          onChange({ action: action.trim(), action_on: on === '' ? null : on });
        }}
      >
        <Field label={t('actionWhat')} value={action} maxLength={300} disabled={isBusy} onChange={(event) => setAction(event.target.value)} />
        <Field label={t('actionOn')} type="date" value={on} disabled={isBusy} onChange={(event) => setOn(event.target.value)} />
        <Button type="submit" unavailable={isChanged ? null : t('nothingChanged')} busy={isBusy ? t('saving') : null}>
          {t('plan')}
        </Button>
        <LeaveGuard isChanged={isChanged} holds={['signal']} />
      </form>
    </section>
  );
}

function Foot({ signal, isBusy, onChange }: PartProps) {
  const { t } = useTranslation('signals');
  const isOpen = signal.state === 'new' || signal.state === 'accepted';
  const worth = (value: boolean): void => onChange({ was_worth: signal.was_worth === value ? null : value });
  return (
    <div className="sgpart">
      <p className="row sgask" role="group" aria-label={t('worth.ask')}>
        <span className="t2">{t('worth.ask')}</span>
        <Button size="sm" disabled={isBusy} aria-pressed={signal.was_worth === true} onClick={() => worth(true)}>
          {t('worth.yes')}
        </Button>
        <Button size="sm" disabled={isBusy} aria-pressed={signal.was_worth === false} onClick={() => worth(false)}>
          {t('worth.no')}
        </Button>
      </p>
      <p className="row sgask">
        {signal.state === 'new' ? (
          <Button variant="primary" disabled={isBusy} onClick={() => onChange({ state: 'accepted' })}>
            {t('do.accept')}
          </Button>
        ) : null}
        {isOpen ? (
          <>
            <Button disabled={isBusy} onClick={() => onChange({ state: 'done' })}>
              {t('do.done')}
            </Button>
            <Button variant="ghost" disabled={isBusy} onClick={() => onChange({ state: 'dismissed' })}>
              {t('do.dismiss')}
            </Button>
          </>
        ) : (
          <Button disabled={isBusy} onClick={() => onChange({ state: 'new' })}>
            {t('do.reopen')}
          </Button>
        )}
      </p>
    </div>
  );
}

function Steps({ signal }: { signal: WholeSignal }) {
  const { t, i18n } = useTranslation('signals');
  const now = useNow(60_000);
  return (
    <section className="sgpart">
      <h3>{t('happened')}</h3>
      <ul className="sghist">
        {signal.steps.map((step, place) => (
          <li key={place}>
            <time className="t3" dateTime={step.at} title={absoluteTime(step.at, i18n.language)}>
              {relativeTime(step.at, now, i18n.language)}
            </time>{' '}
            <span dir="auto">
              {t(`step.${step.what}` as 'step.raised', { text: step.text || t('nobody'), count: Number(step.text) || 0, defaultValue: step.what })}
              {step.by ? ` · ${step.by.name}` : ''}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
