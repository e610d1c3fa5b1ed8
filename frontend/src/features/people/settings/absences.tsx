import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { LeaveGuard, SaveFault } from '@/shared/form';
import { absoluteTime } from '@/shared/lib/dates';
import { Button, Field, toast, toastFailure, useReasonOf } from '@/shared/ui';
import { peopleApi, peopleKeys, type Absence, type WorkingHours } from './api';
import { FieldGroup } from './form-parts';

/** When somebody is away, and what is entered for the time ahead. */
export function Absences({ hours }: { hours: WorkingHours }) {
  const { t } = useTranslation('people');
  const box = useRef<HTMLDivElement>(null);
  return (
    <FieldGroup legend={t('hours.absences')} hint={t('hours.absencesHint')}>
      <div id="absences" ref={box} tabIndex={-1}>
        {hours.absences.length === 0 ? <p className="t3">{t('hours.none')}</p> : null}
        <ul className="paway">
          {hours.absences.map((absence) => (
            <OneAbsence key={absence.id} of={hours.user.id} absence={absence} onRemoved={() => box.current?.focus()} />
          ))}
        </ul>
      </div>
      <NewAbsence id={hours.user.id} />
    </FieldGroup>
  );
}

function OneAbsence({ of, absence, onRemoved }: { of: number; absence: Absence; onRemoved: () => void }) {
  const { t, i18n } = useTranslation('people');
  const client = useQueryClient();
  const reasonOf = useReasonOf();
  const [now] = useState(() => Date.now());
  const begun = new Date(absence.starts_at).getTime() <= now;
  const until = absoluteTime(absence.ends_at, i18n.language);
  const span = begun ? t('hours.now', { until }) : t('hours.span', { from: absoluteTime(absence.starts_at, i18n.language), until });
  const remove = useMutation({
    mutationFn: () => peopleApi.removeAbsence(of, absence.id),
    onSuccess: async () => {
      toast(t('hours.removed'));
      onRemoved();
      await client.invalidateQueries({ queryKey: peopleKeys.hours });
    },
    onError: (error) => toastFailure(`${t('hours.notRemoved')} ${reasonOf(error)}`),
  });
  return (
    <li>
      <span>
        <b className="med">{span}</b>{' '}
        <span className="t3" dir="auto">
          {[absence.reason, t('hours.by', { name: absence.by })].filter(Boolean).join(', ')}
        </span>
      </span>
      <Button size="sm" busy={remove.isPending ? t('hours.removed') : null} onClick={() => remove.mutate()}>
        {t(begun ? 'hours.back' : 'hours.remove', { span })}
      </Button>
    </li>
  );
}

const EMPTY = { from: '', until: '', reason: '' };

/** What such a field means in this browser's time zone; null while it is incomplete. */
function momentOf(text: string): string | null {
  const moment = new Date(text);
  return text === '' || Number.isNaN(moment.getTime()) ? null : moment.toISOString();
}

function NewAbsence({ id }: { id: number }) {
  const { t } = useTranslation('people');
  const client = useQueryClient();
  const first = useRef<HTMLInputElement>(null);
  const [values, setValues] = useState(EMPTY);
  const [isChecked, setChecked] = useState(false);
  const [starts, ends] = [momentOf(values.from), momentOf(values.until)];
  const lack = starts === null || ends === null ? t('hours.bothMissing') : starts >= ends ? t('hours.order') : null;
  const add = useMutation({
    mutationFn: (body: { starts_at: string; ends_at: string }) => peopleApi.addAbsence(id, { ...body, reason: values.reason.trim() }),
    onSuccess: async () => {
      toast(t('hours.added'));
      setValues(EMPTY);
      setChecked(false);
      first.current?.focus();
      await client.invalidateQueries({ queryKey: peopleKeys.hours });
    },
  });
  const bind = (name: keyof typeof EMPTY) => ({
    value: values[name],
    onChange: (event: { target: { value: string } }) => setValues((old) => ({ ...old, [name]: event.target.value })),
  });
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return (
    <form
      className="psec"
      noValidate
      aria-label={t('hours.add')}
      onSubmit={(event) => {
        event.preventDefault();
        setChecked(true);
        if (starts !== null && ends !== null && lack === null && !add.isPending) add.mutate({ starts_at: starts, ends_at: ends });
      }}
    >
      <SaveFault title={t('hours.notAdded')} error={add.error} />
      <div className="form-pair">
        <Field ref={first} {...bind('from')} type="datetime-local" label={t('hours.from')} hint={t('hours.zoneNote', { zone })} />
        <Field {...bind('until')} type="datetime-local" label={t('hours.until')} error={isChecked ? lack : null} />
      </div>
      <Field {...bind('reason')} label={t('hours.reason')} hint={t('hours.reasonHint')} maxLength={120} dir="auto" />
      <div>
        <Button type="submit" busy={add.isPending ? t('hours.adding') : null}>
          {t('hours.add')}
        </Button>
      </div>
      <LeaveGuard isChanged={JSON.stringify(values) !== JSON.stringify(EMPTY)} holds={['person']} />
    </form>
  );
}
