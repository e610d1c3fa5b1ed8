import { useQueryClient } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { LeaveGuard } from '@/shared/form';
import { absoluteTime } from '@/shared/lib/dates';
import { announce, Button, useReasonOf } from '@/shared/ui';
import { qualityApi, QUALITY } from './api';
import type { Review } from './words';

/** What was said to whoever was reviewed, and what they answered. */
export function Comments({ review }: { review: Review }) {
  const { t, i18n } = useTranslation('quality');
  const client = useQueryClient();
  const reasonOf = useReasonOf();
  const id = useId();
  const [text, setText] = useState('');
  const [fault, setFault] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const send = async (): Promise<void> => {
    if (text.trim() === '') {
      setFault(t('comment.empty'));
      return;
    }
    setBusy(true);
    setFault(null);
    try {
      await qualityApi.comment(review.id, text.trim());
      setText('');
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
        {review.person ? t('comment.to', { name: review.person.name }) : t('comment.note')}
      </label>
      <textarea id={id} className="qlw" rows={2} maxLength={2000} dir="auto" value={text} onChange={(event) => setText(event.target.value)} />
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
