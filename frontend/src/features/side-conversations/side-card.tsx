import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { useTranslation } from 'react-i18next';

import { keys } from '@/shared/api';
import { relativeTime } from '@/shared/lib/dates';
import { useNow } from '@/shared/lib/ticker';
import { useTicketPort } from '@/shared/ticket-screen';
import { Badge, Button, LinkedText, toastFailure, useReasonOf } from '@/shared/ui';

import { sidesApi, type Side, type SideMessage } from './api';
import { SideTextField } from './side-text';
import { focusOnFault, quotedHtml } from './text';
import { useFiles } from './use-files';

/** One side conversation: what was said, and the ways on. */
export function SideCard({ side, mayWrite }: { side: Side; mayWrite: boolean }) {
  const { t } = useTranslation('side-conversations');
  const { ticket, insert } = useTicketPort();
  const client = useQueryClient();
  const reasonOf = useReasonOf();
  const [isWriting, setWriting] = useState(false);
  const head = useRef<HTMLElement>(null);
  const put = (changed: Side): void => {
    client.setQueryData<Side[]>(keys.ticketPart(ticket.number, sidesApi.part), (known) =>
      known?.map((one) => (one.id === changed.id ? changed : one)),
    );
  };
  const change = useMutation({
    mutationFn: (does: 'seen' | Side['state']) =>
      does === 'seen' ? sidesApi.seen(ticket.number, side.id) : sidesApi.setState(ticket.number, side.id, does),
    onSuccess: (changed) => {
      put(changed);
      head.current?.focus();
    },
    onError: (error) => toastFailure(reasonOf(error)),
  });
  const answer = [...side.messages].reverse().find((one) => !one.is_ours && one.automatic === '');
  return (
    <section className="scv" aria-label={side.subject}>
      <header ref={head} tabIndex={-1}>
        <b className="ell" dir="auto">
          {side.subject}
        </b>
        <span className="sp" />
        <StateBadge side={side} />
      </header>
      <p className="t3 f11 ell">{t('with', { people: side.people.join(', ') })}</p>
      <ul>
        {side.messages.map((message) => (
          <Message key={message.id} message={message} />
        ))}
      </ul>
      {mayWrite && isWriting ? (
        <Answer
          side={side}
          onDone={(changed) => {
            if (changed) put(changed);
            setWriting(false);
            head.current?.focus();
          }}
        />
      ) : null}
      {mayWrite && !isWriting ? (
        <div className="scv-act">
          {side.is_unread ? (
            <Button size="sm" onClick={() => change.mutate('seen')}>
              {t('seen')}
            </Button>
          ) : null}
          {answer ? (
            <Button size="sm" onClick={() => insert(quotedHtml(answer.body_text))}>
              {t('toReply')}
            </Button>
          ) : null}
          <Button size="sm" variant="ghost" onClick={() => setWriting(true)}>
            {t('write')}
          </Button>
          <Button size="sm" variant="ghost" onClick={() => change.mutate(side.state === 'open' ? 'closed' : 'open')}>
            {t(side.state === 'open' ? 'close' : 'reopen')}
          </Button>
        </div>
      ) : null}
    </section>
  );
}

function StateBadge({ side }: { side: Side }) {
  const { t, i18n } = useTranslation('side-conversations');
  const now = useNow(60_000);
  if (side.is_unread) return <Badge tone="acc">{t('states.unread')}</Badge>;
  if (side.state === 'closed') return <Badge tone="mute">{t('states.closed')}</Badge>;
  if (side.is_answered) return <Badge tone="ok">{t('states.answered')}</Badge>;
  return <Badge tone="mute">{t('states.waits', { since: relativeTime(side.last_message_at, now, i18n.language) })}</Badge>;
}

function Message({ message }: { message: SideMessage }) {
  const { t, i18n } = useTranslation('side-conversations');
  const now = useNow(60_000);
  const { state, detail } = message.delivery;
  const marks = [
    message.is_other ? t('marks.other') : '',
    message.address !== '' && !message.is_authentic && message.automatic === '' ? t('marks.unproven') : '',
    message.automatic === '' ? '' : t('marks.automatic'),
  ].filter((mark) => mark !== '');
  return (
    <li>
      <div className="scv-who">
        <b className="med ell" dir="auto">
          {message.author}
        </b>
        {message.address === '' ? null : <bdi className="t3 f11 ell">{message.address}</bdi>}
        <span className="sp" />
        <time className="t3 f11 nw" dateTime={message.created_at}>
          {relativeTime(message.created_at, now, i18n.language)}
        </time>
      </div>
      {marks.length > 0 ? <p className="f11 scv-mark">{marks.join(' ')}</p> : null}
      <p className="scv-text" dir="auto">
        <LinkedText text={message.body_text} />
      </p>
      {message.attachments.length > 0 ? (
        <ul className="scv-files">
          {message.attachments.map((file) => (
            <li key={file.id}>
              <a className="link ell" href={file.url} dir="auto">
                {file.name}
              </a>
            </li>
          ))}
        </ul>
      ) : null}
      {state === 'failed' || state === 'bounced' || state === 'in_doubt' ? (
        <p className="hint bad">
          {t(`delivery.${state}`)} {detail}
        </p>
      ) : null}
    </li>
  );
}

function Answer({ side, onDone }: { side: Side; onDone: (changed: Side | null) => void }) {
  const { t } = useTranslation('side-conversations');
  const { ticket } = useTicketPort();
  const reasonOf = useReasonOf();
  const [body, setBody] = useState('');
  const files = useFiles();
  const key = useRef(crypto.randomUUID());
  const send = useMutation({
    mutationFn: () =>
      sidesApi.write(ticket.number, side.id, { body, body_format: 'text', attachment_ids: files.ids, client_id: key.current }),
    onSuccess: onDone,
  });
  const form = useRef<HTMLFormElement>(null);
  const [isChecked, setChecked] = useState(false);
  const isEmpty = body.trim() === '';
  const submit = (): void => {
    flushSync(() => setChecked(true));
    if (isEmpty) focusOnFault(form.current);
    else if (!files.isLoading && !send.isPending) send.mutate();
  };
  return (
    <form
      ref={form}
      className="scv-form"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <SideTextField
        label={t('message')}
        body={body}
        onChange={setBody}
        files={files}
        rows={4}
        error={isChecked && isEmpty ? t('missing.body') : null}
        onQuote={null}
        onSend={submit}
      />
      {send.error ? (
        <p className="hint bad" role="alert">
          {t('failed', { reason: reasonOf(send.error) })}
        </p>
      ) : null}
      <div className="scv-act">
        <Button size="sm" variant="primary" type="submit" busy={send.isPending ? t('sending') : null} unavailable={files.isLoading ? t('missing.files') : null}>
          {t('send')}
        </Button>
        <Button size="sm" variant="ghost" onClick={() => onDone(null)}>
          {t('cancel')}
        </Button>
      </div>
    </form>
  );
}
