import { useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

import { keys } from '@/shared/api';
import { Button, Dialog, Field, useReason } from '@/shared/ui';

import { ticketApi } from '../api';

interface ArticleDialogProps {
  onOpenChange: (isOpen: boolean) => void;
  onChoose: (id: number) => void;
}

/** Which article the ticket waits for, of those that are still to be published. */
export function ArticleDialog({ onOpenChange, onChoose }: ArticleDialogProps) {
  const { t } = useTranslation('ticket');
  const [text, setText] = useState('');
  const [chosen, setChosen] = useState<number | null>(null);
  const wanted = text.trim();
  const { data, error } = useQuery({
    queryKey: [...keys.articles, 'to-come', wanted],
    queryFn: ({ signal }) => ticketApi.articlesToCome(wanted, signal),
    placeholderData: (known) => known,
  });
  const reason = useReason(error);
  const found = data?.results ?? [];
  const isThere = found.some((row) => row.id === chosen);
  const act = (): void => {
    if (chosen === null || !isThere) return;
    onChoose(chosen);
    onOpenChange(false);
  };
  return (
    <Dialog
      isOpen
      onOpenChange={onOpenChange}
      title={t('snooze.article.title')}
      description={t('snooze.article.hint')}
      footer={
        <>
          <Button onClick={() => onOpenChange(false)}>{t('time.cancel')}</Button>
          <Button variant="primary" unavailable={isThere ? null : t('snooze.article.first')} onClick={act}>
            {t('snooze.label')}
          </Button>
        </>
      }
    >
      <form
        className="form-grid"
        onSubmit={(event) => {
          event.preventDefault();
          act();
        }}
      >
        <Field label={t('snooze.article.find')} value={text} error={error ? reason : null} onChange={(event) => setText(event.target.value)} />
        {data && found.length === 0 && <p className="t3 f12">{t('snooze.article.none')}</p>}
        {found.length > 0 && (
          <fieldset className="form-grid">
            <legend className="lab">{t('snooze.article.which')}</legend>
            {found.map((row) => (
              <label key={row.id} className="opt">
                <input type="radio" className="rb" name="awaited" checked={row.id === chosen} onChange={() => setChosen(row.id)} />
                <span className="ell" dir="auto">{row.title}</span>
              </label>
            ))}
          </fieldset>
        )}
      </form>
    </Dialog>
  );
}
