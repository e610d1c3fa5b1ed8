import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { SaveFault } from '@/shared/form';
import { Button, Dialog, Field, SelectField, toast } from '@/shared/ui';
import { healthQuery, signalsApi } from './api';
import { REASONS, type Health, type Reason } from './words';

const POINTS = /^[-−]?\d{1,2}$/;
const MOST = 60;
const DAY = 86_400_000;
const USUAL_DAYS = 28;

const pointsOf = (text: string): number | null => {
  const value = POINTS.test(text) ? Number(text.replace('−', '-')) : Number.NaN;
  return Math.abs(value) <= MOST ? value : null;
};

export interface CorrectDialogProps {
  company: number;
  health: Health;
  reason: Reason;
  onClose: () => void;
}

/** A person's word on a reason: its points instead of the rule's, why, and until when. */
export function CorrectDialog({ company, health, reason: first, onClose }: CorrectDialogProps) {
  const { t } = useTranslation('signals');
  const client = useQueryClient();
  const [reason, setReason] = useState<Reason>(first);
  const [points, setPoints] = useState('0');
  const [why, setWhy] = useState('');
  const [until, setUntil] = useState(() => new Date(Date.now() + USUAL_DAYS * DAY).toISOString().slice(0, 10));
  const stands = health.corrections.find((one) => one.reason === reason);
  const done = (found: Health, text: string): void => {
    client.setQueryData(healthQuery(company).queryKey, found);
    toast(text);
    onClose();
  };
  const save = useMutation({
    mutationFn: () => signalsApi.correct(company, { reason, points: pointsOf(points) ?? 0, why: why.trim(), until_on: until }),
    onSuccess: (found) => done(found, t('correct.saved')),
  });
  const takeBack = useMutation({
    mutationFn: () => signalsApi.uncorrect(company, reason),
    onSuccess: (found) => done(found, t('correct.taken')),
  });
  const isWrong = pointsOf(points) === null;
  const lacks = isWrong ? t('correct.pointsHint', { most: MOST }) : why.trim() === '' ? t('correct.whyMissing') : until === '' ? t('correct.untilMissing') : null;
  return (
    <Dialog isOpen onOpenChange={(open) => (open ? undefined : onClose())} title={t('correct.open')} description={t('correct.hint')} isChanged={why.trim() !== ''}>
      <form
        className="sgcorrect"
        onSubmit={(event) => {
          event.preventDefault();
          if (lacks === null) save.mutate();
        }}
      >
        <SelectField<Reason> label={t('health.reason')} value={reason} options={REASONS.map((value) => ({ value, label: t(`reason.${value}`) }))} onChange={setReason} />
        <Field label={t('correct.points')} hint={t('correct.pointsHint', { most: MOST })} inputMode="text" value={points} error={isWrong ? t('correct.pointsHint', { most: MOST }) : null} onChange={(event) => setPoints(event.target.value.trim())} />
        <Field label={t('correct.why')} value={why} maxLength={300} onChange={(event) => setWhy(event.target.value)} />
        <Field label={t('correct.until')} type="date" value={until} onChange={(event) => setUntil(event.target.value)} />
        <SaveFault title={t('correct.failed')} error={save.error ?? takeBack.error} />
        <p className="row">
          <Button type="submit" variant="primary" unavailable={lacks} busy={save.isPending ? t('saving') : null}>
            {t('correct.save')}
          </Button>
          {stands ? (
            <Button variant="ghost" busy={takeBack.isPending ? t('saving') : null} onClick={() => takeBack.mutate()}>
              {t('correct.takeBack')}
            </Button>
          ) : null}
        </p>
      </form>
    </Dialog>
  );
}
