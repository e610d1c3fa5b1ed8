import { useEffect, useRef } from 'react';
import CircleAlert from 'lucide-react/icons/circle-alert';
import TriangleAlert from 'lucide-react/icons/triangle-alert';
import { useTranslation } from 'react-i18next';

import { relativeTime } from '@/shared/lib/dates';
import { useNow } from '@/shared/lib/ticker';
import { announce, Button, Icon } from '@/shared/ui';

import { htmlToText } from '../model/plain-text';
import type { SendState } from '../model/send-machine';
import { outbox } from '../outbox/store';
import type { Entry } from '../types';

interface SendStripProps {
  state: SendState;
  onUndo: () => void;
  onEdit: () => void;
}

/** What became of the message that was sent last: on its way, held back, or failed. */
export function SendStrip({ state, onUndo, onEdit }: SendStripProps) {
  switch (state.step) {
    case 'idle':
      return null;
    case 'waiting':
      return <Waiting until={state.until} state={state} onUndo={onUndo} />;
    case 'sending':
      return <Sending state={state} />;
    case 'held':
      return <Held state={state} onEdit={onEdit} />;
    case 'failed':
      return <Failed state={state} onEdit={onEdit} />;
  }
}

type Of<Step extends SendState['step']> = Extract<SendState, { step: Step }>;

function wordsOf(html: string): string {
  return htmlToText(html).replace(/\s+/g, ' ').trim();
}

function Waiting({ until, state, onUndo }: { until: number; state: Of<'waiting'>; onUndo: () => void }) {
  const { t } = useTranslation('ticket');
  const now = useNow(500);
  const seconds = Math.max(0, Math.ceil((until - now) / 1000));
  const { ticket, kind, bodyHtml, recipients } = state.message;
  return (
    <div className="strip">
      <b className="nw">{t('composer.sendingIn', { count: seconds })}</b>
      {recipients && recipients.cc.length > 0 && (
        <span className="nw">{t('composer.withCc', { count: recipients.cc.length })}</span>
      )}
      <span className="ell t3" dir="auto">
        {wordsOf(bodyHtml)}
      </span>
      <span className="sp" />
      <Button variant="ghost" size="sm" onClick={() => outbox.sendNow(ticket, kind)}>
        {t('composer.sendNow')}
      </Button>
      <Button size="sm" keys="mod+z" onClick={onUndo}>
        {t('composer.undo')}
      </Button>
    </div>
  );
}

function Sending({ state }: { state: Of<'sending'> }) {
  const { t } = useTranslation('ticket');
  return (
    <div className="strip" role="status">
      <span className="spin" aria-hidden="true" />
      <b className="nw">{t(state.message.kind === 'note' ? 'composer.adding' : 'composer.sending')}</b>
      <span className="ell t3" dir="auto">
        {wordsOf(state.message.bodyHtml)}
      </span>
    </div>
  );
}

/** "Not sent yet. Helen wrote 20 s ago: …" with the way on; focus goes to the safe choice. */
function Held({ state, onEdit }: { state: Of<'held'>; onEdit: () => void }) {
  const { t, i18n } = useTranslation('ticket');
  const now = useNow(10_000);
  const editButton = useRef<HTMLButtonElement>(null);
  const { message, newer } = state;
  const newest = newer[newer.length - 1];

  useEffect(() => {
    editButton.current?.focus();
  }, []);
  useEffect(() => {
    if (newest) announce(t('composer.heldAnnounced', { name: newest.author.name }), 'assertive');
  }, [newest, t]);

  return (
    <div className="unsent" role="group" aria-label={t('composer.held')}>
      <div className="says">
        <Icon icon={TriangleAlert} size={14} />
        <div>
          <b>{t('composer.held')}</b>
          {newer.map((entry) => (
            <p key={entry.id} dir="auto">
              {saidBy(entry)} <q>{entry.body_text || t('composer.withoutWords')}</q>
            </p>
          ))}
          <p className="t2" dir="auto">
            {t('composer.yours')} <q>{wordsOf(message.bodyHtml)}</q>
          </p>
        </div>
      </div>
      <div className="acts">
        <Button variant="ghost" size="sm" onClick={() => outbox.sendAnyway(message.ticket, message.kind)}>
          {t('composer.sendAnyway')}
        </Button>
        <Button ref={editButton} size="sm" onClick={onEdit}>
          {t('composer.edit')}
        </Button>
      </div>
    </div>
  );

  function saidBy(entry: Entry): string {
    return t('composer.wrote', {
      name: entry.author.name,
      when: relativeTime(entry.created_at, now, i18n.language),
    });
  }
}

function Failed({ state, onEdit }: { state: Of<'failed'>; onEdit: () => void }) {
  const { t } = useTranslation('ticket');
  const { message, fault } = state;
  const isNote = message.kind === 'note';
  return (
    <div className="unsent is-bad" role="alert">
      <div className="says">
        <Icon icon={CircleAlert} size={14} />
        <div>
          <p>
            <b>{isNote ? t('composer.notAdded') : fault.title}</b> {fault.detail} {fault.requestId && <code className="t3">{fault.requestId}</code>}
          </p>
          <p className="t2" dir="auto">
            <q>{wordsOf(message.bodyHtml)}</q>
          </p>
        </div>
      </div>
      <div className="acts">
        <Button variant="ghost" size="sm" onClick={onEdit}>
          {t(isNote ? 'composer.editNote' : 'composer.edit')}
        </Button>
        <Button size="sm" onClick={() => outbox.retry(message.ticket, message.kind)}>
          {t('composer.retry')}
        </Button>
      </div>
    </div>
  );
}
