import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '@/shared/directory';
import { LeaveGuard } from '@/shared/form';
import { Button, Field, toast, toastFailure, useReasonOf } from '@/shared/ui';
import { GAPS, gapsApi, type Figures } from './api';

const numberIn = (text: string): number | null => {
  const number = Number(text.trim().replace(',', '.'));
  return text.trim() === '' || !Number.isFinite(number) ? null : number;
};

/** What a ticket costs here, and how the figures above follow from it. */
export function FiguresForm({ figures }: { figures: Figures }) {
  const { t } = useTranslation('kb-gaps');
  const mayWrite = useMay('source.write');
  const title = useId();
  const client = useQueryClient();
  const reasonOf = useReasonOf();
  const saved = { cost: figures.cost_per_ticket ?? '', minutes: figures.minutes_per_reply?.toString() ?? '', currency: figures.currency };
  const [words, setWords] = useState(saved);
  const isChanged = JSON.stringify(words) !== JSON.stringify(saved);
  const save = useMutation({
    mutationFn: () => {
      const cost = numberIn(words.cost);
      return gapsApi.setFigures({
        cost_per_ticket: cost === null ? null : cost.toFixed(2),
        minutes_per_reply: numberIn(words.minutes),
        currency: words.currency.trim(),
      });
    },
    onSuccess: async () => {
      toast(t('figures.saved'));
      await client.invalidateQueries({ queryKey: GAPS });
    },
    onError: (error) => toastFailure(t('notDone', { reason: reasonOf(error) })),
  });
  return (
    <section className="kg-figures" aria-labelledby={title}>
      <h2 id={title}>{t('figures.title')}</h2>
      <p className="t2 f12">{t('figures.formula')}</p>
      {mayWrite ? (
        <form
          className="kg-fields"
          onSubmit={(event) => {
            event.preventDefault();
            save.mutate();
          }}
        >
          <Field label={t('figures.cost')} inputMode="decimal" value={words.cost} onChange={(event) => setWords({ ...words, cost: event.target.value })} />
          <Field label={t('figures.currency')} maxLength={3} value={words.currency} onChange={(event) => setWords({ ...words, currency: event.target.value })} />
          <Field label={t('figures.minutes')} inputMode="numeric" value={words.minutes} onChange={(event) => setWords({ ...words, minutes: event.target.value })} />
          <Button type="submit" disabled={!isChanged} busy={save.isPending ? t('saving') : null}>
            {t('save')}
          </Button>
          <LeaveGuard isChanged={isChanged} />
        </form>
      ) : null}
    </section>
  );
}
