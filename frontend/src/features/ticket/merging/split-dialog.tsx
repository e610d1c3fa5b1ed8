import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { keys } from '@/shared/api';
import { Button, Checkbox, Dialog, Field, toast, useReason } from '@/shared/ui';

import { useTicketScreen } from '../ticket-context';
import type { Entry } from '../types';
import { mergingApi } from './api';
import './merging.css';

const SUBJECT = 300;
const FIRST_WORDS = 80;

interface SplitDialogProps {
  entry: Entry;
  /** What was marked in the message; empty for all of it. */
  marked: string;
  onClose: () => void;
}

/** A message of a customer, or marked words of it, begins a ticket of its own. */
export function SplitDialog({ entry, marked, onClose }: SplitDialogProps) {
  const { t } = useTranslation('ticket');
  const { ticket, openTicket } = useTicketScreen();
  const client = useQueryClient();
  const [isPart, setPart] = useState(marked !== '');
  const first = firstWords(marked || entry.body_text);
  const [subject, setSubject] = useState(first);
  const [without, setWithout] = useState(() => notAlong(entry, marked !== ''));
  const field = useRef<HTMLInputElement>(null);
  // A second press repeats the first request.
  const request = useRef(crypto.randomUUID());
  const files = entry.attachments.filter(({ id }) => !without.has(id));
  const split = useMutation({
    mutationFn: () =>
      mergingApi.split(
        ticket.number,
        { entry_id: entry.id, subject: subject.trim(), file_ids: files.map(({ id }) => id), ...(isPart ? { words: marked } : {}) },
        request.current,
      ),
    onSuccess: async ({ number }) => {
      toast(t('split.done', { number }), { action: { label: t('split.open'), run: () => openTicket(number) } });
      onClose();
      await client.invalidateQueries({ queryKey: keys.ticket(ticket.number) });
    },
  });
  const reason = useReason(split.error);
  const isReady = subject.trim() !== '';
  const act = (): void => {
    if (isReady && !split.isPending) split.mutate();
  };

  function toggle(id: string, isIn: boolean): void {
    const next = new Set(without);
    if (isIn) next.delete(id);
    else next.add(id);
    setWithout(next);
    // Another choice is another request.
    request.current = crypto.randomUUID();
  }

  return (
    <Dialog
      isOpen
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title={t('split.title')}
      startsAt={field}
      isChanged={subject !== first}
      footer={
        <>
          <span className="sp" />
          <Button onClick={onClose}>{t('merge.cancel')}</Button>
          <Button variant="primary" busy={split.isPending ? t('split.splitting') : null} unavailable={isReady ? null : t('split.subjectFirst')} onClick={act}>
            {t('split.action')}
          </Button>
        </>
      }
    >
      <form
        className="form-grid link-form"
        onSubmit={(event) => {
          event.preventDefault();
          act();
        }}
      >
        <Field
          ref={field}
          label={t('split.subject')}
          value={subject}
          maxLength={SUBJECT}
          dir="auto"
          error={split.error ? reason : null}
          onChange={(event) => {
            setSubject(event.target.value);
            request.current = crypto.randomUUID();
          }}
        />
        {marked && (
          <Checkbox
            label={t('split.onlyMarked')}
            isChecked={isPart}
            onChange={(isOn) => {
              setPart(isOn);
              setWithout(notAlong(entry, isOn));
              request.current = crypto.randomUUID();
            }}
          />
        )}
        {isPart && (
          <blockquote className="hint split-words" dir="auto">
            {marked}
          </blockquote>
        )}
        {entry.attachments.length > 0 && (
          <fieldset className="split-files">
            <legend className="lab">{t('split.files')}</legend>
            {entry.attachments.map(({ id, name }) => (
              <Checkbox key={id} label={name} isChecked={!without.has(id)} onChange={(isIn) => toggle(id, isIn)} />
            ))}
          </fieldset>
        )}
        <ul className="merge-lines">
          <li>{t(isPart ? 'split.copiesPart' : 'split.copies', { name: entry.author.name })}</li>
          <li>{t('split.waits')}</li>
          <li>{t('split.thread', { number: ticket.number })}</li>
          <li>{t('split.untold')}</li>
        </ul>
      </form>
    </Dialog>
  );
}

function firstWords(text: string): string {
  const line = text.trim().split('\n')[0] ?? '';
  return line.length <= FIRST_WORDS ? line : `${line.slice(0, FIRST_WORDS).replace(/\s+\S*$/, '')}…`;
}

/** Files go along with a whole message; with a part of it only those that are chosen. */
const notAlong = ({ attachments }: Entry, isPart: boolean): ReadonlySet<string> => new Set(isPart ? attachments.map(({ id }) => id) : []);
