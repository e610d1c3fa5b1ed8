import { useQueryClient } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { LeaveGuard } from '@/shared/form';
import { absoluteTime } from '@/shared/lib/dates';
import { announce, Button, useReasonOf } from '@/shared/ui';
import { qualityApi, QUALITY } from './api';
import type { Review } from './words';

export interface CommentsProps {
  review: Review;
  /** What is written and not sent yet. */
  text: string;
  onText: (change: (now: string) => string) => void;
}

/** What was said to whoever was reviewed, and what they answered. */
export function Comments({ review, text, onText }: CommentsProps) {
  const { t, i18n } = useTranslation('quality');
  const client = useQueryClient();
  const reasonOf = useReasonOf();
  const id = useId();
  const [fault, setFault] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const names = new Intl.ListFormat(i18n.language, { type: 'conjunction' }).format(review.told.map(({ name }) => name));
  const send = async (): Promise<void> => {
    if (text.trim() === '') {
      setFault(t('comment.empty'));
      return;
    }
    setBusy(true);
    setFault(null);
    try {
      await qualityApi.comment(review.id, text.trim());
      // What was written on meanwhile is not sent.
      onText((now) => (now === text ? '' : now));
      announce(t('comment.sent'));
      await client.invalidateQueries({ queryKey: QUALITY });
    } catch (error) {
      setFault(reasonOf(error));
    }
    setBusy(false);
  };
  return (
    <section aria-label={t('comment.title')}>
      <h3>{t('comment.title')}</h3>
      {review.comments.map((one) => (
        <p key={one.id} className="qlcm f12">
          <b dir="auto">{one.by.name}</b>{' '}
          <time className="t3" dateTime={one.at}>
            {absoluteTime(one.at, i18n.language)}
          </time>
          <br />
          <span dir="auto">{one.text}</span>
        </p>
      ))}
      <label className="lab" htmlFor={id}>
        {names ? t('comment.to', { names, count: review.told.length }) : t('comment.note')}
      </label>
      <textarea id={id} className="rww" rows={2} maxLength={2000} dir="auto" value={text} onChange={(event) => onText(() => event.target.value)} />
      {fault ? (
        <p className="hint bad" role="alert">
          {fault}
        </p>
      ) : null}
      <Button busy={isBusy ? t('comment.sending') : null} onClick={() => void send()}>
        {t('comment.send')}
      </Button>
      <LeaveGuard isChanged={text.trim() !== '' && !isBusy} />
    </section>
  );
}
