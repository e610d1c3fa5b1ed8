import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '@/shared/directory';
import { LeaveGuard } from '@/shared/form';
import { Button, NumberField, Field, toast, toastFailure, useReasonOf } from '@/shared/ui';
import { GAPS, gapsApi, type Figures } from './api';

const MOST_COST = 1_000_000;
const MOST_MINUTES = 480;

/** What a ticket costs here, and how the figures above follow from it. */
export function FiguresForm({ figures }: { figures: Figures }) {
  const { t } = useTranslation('kb-gaps');
  const mayWrite = useMay('source.write');
  const title = useId();
  const client = useQueryClient();
  const reasonOf = useReasonOf();
  const saved = { cost: figures.cost_per_ticket === null ? null : Number(figures.cost_per_ticket), minutes: figures.minutes_per_reply, currency: figures.currency };
  const [words, setWords] = useState(saved);
  const isChanged = words.cost !== saved.cost || words.minutes !== saved.minutes || words.currency !== saved.currency;
  const isWhole = words.minutes === null || Number.isInteger(words.minutes);
  const isWrong = Number.isNaN(words.cost) || !isWhole;
  const save = useMutation({
    mutationFn: () => gapsApi.setFigures({ cost_per_ticket: words.cost?.toFixed(2) ?? null, minutes_per_reply: words.minutes, currency: words.currency.trim() }),
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
            if (isChanged && !isWrong && !save.isPending) save.mutate();
          }}
        >
          <NumberField label={t('figures.cost')} value={words.cost} min={0} max={MOST_COST} digits={2} isOptional onChange={(cost) => setWords({ ...words, cost })} />
          <Field label={t('figures.currency')} maxLength={3} value={words.currency} onChange={(event) => setWords({ ...words, currency: event.target.value })} />
          <NumberField label={t('figures.minutes')} value={isWhole ? words.minutes : Number.NaN} min={1} max={MOST_MINUTES} isOptional onChange={(minutes) => setWords({ ...words, minutes })} />
          <Button type="submit" unavailable={isChanged ? (isWrong ? t('figures.wrong') : null) : t('figures.unchanged')} busy={save.isPending ? t('saving') : null}>
            {t('save')}
          </Button>
          <LeaveGuard isChanged={isChanged} />
        </form>
      ) : null}
    </section>
  );
}
