import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { SaveFault } from '@/shared/form';
import { Button, Checkbox, Field, SelectField } from '@/shared/ui';
import { saveReport } from './api';
import { addressesOf, bodyOf, type ReportDraft } from './report-draft';
import { hourName, useDayName } from './report-words';
import { REPORTS, type Report, type Reports, type ReportBody } from './words';

export interface ReportFormProps {
  first: ReportDraft;
  /** The one that is changed; none is a new one. */
  row?: Report | undefined;
  filters: NonNullable<ReportBody['filters']>;
  reports: Reports;
  zone: string;
  onSaved: (row: Report) => void;
  onCancel: () => void;
}

/** What is mailed, when, and to whom. */
export function ReportForm({ first, row, filters, reports, zone, onSaved, onCancel }: ReportFormProps) {
  const { t } = useTranslation('insights');
  const [draft, setDraft] = useState(first);
  const set = (change: Partial<ReportDraft>): void => setDraft({ ...draft, ...change });
  const save = useMutation({
    mutationFn: () => saveReport(row, { ...bodyOf(draft), ...(row ? {} : { filters: draft.report === 'accounts' ? {} : filters }) }),
    onSuccess: onSaved,
  });
  const lacks = draft.name.trim() === '' ? t('plan.nameMissing') : draft.people.length + addressesOf(draft.addresses).length === 0 ? t('plan.nobody') : null;
  return (
    <form
      className="inrf"
      aria-label={row ? row.name : t('plan.new')}
      onSubmit={(event) => {
        event.preventDefault();
        if (lacks === null) save.mutate();
      }}
    >
      <Field label={t('plan.name')} value={draft.name} maxLength={120} onChange={(event) => set({ name: event.target.value })} />
      <div className="inmg">
        <SelectField<Report['report']> label={t('plan.report')} value={draft.report} options={REPORTS.map((value) => ({ value, label: t(`view.${value}`) }))} onChange={(report) => set({ report })} />
        {draft.report === 'accounts' ? null : <Covers draft={draft} set={set} />}
        <SelectField<Report['format']> label={t('plan.format')} value={draft.format} options={[{ value: 'pdf', label: t('pdf') }, { value: 'csv', label: t('csv') }]} onChange={(format) => set({ format })} />
        <When draft={draft} set={set} zone={row?.timezone ?? zone} />
      </div>
      <Recipients draft={draft} set={set} reports={reports} />
      <SaveFault title={t('plan.notSaved')} error={save.error} />
      <p className="row">
        <Button type="submit" variant="primary" unavailable={lacks} busy={save.isPending ? t('plan.saving') : null}>
          {t(row ? 'plan.save' : 'plan.schedule')}
        </Button>
        <Button variant="ghost" onClick={onCancel}>
          {t('plan.cancel')}
        </Button>
      </p>
    </form>
  );
}

interface PartProps {
  draft: ReportDraft;
  set: (change: Partial<ReportDraft>) => void;
}

const COVERS = ['7', '28', '90', '365', 'month'];

function Covers({ draft, set }: PartProps) {
  const { t } = useTranslation('insights');
  const known = COVERS.includes(draft.covers) ? COVERS : [draft.covers, ...COVERS];
  return (
    <SelectField
      label={t('plan.covers')}
      value={draft.covers}
      options={known.map((value) => ({ value, label: value === 'month' ? t('plan.lastMonth') : t('plan.daysBefore', { count: Number(value) }) }))}
      onChange={(covers) => set({ covers })}
    />
  );
}

const numbers = (low: number, high: number): number[] => Array.from({ length: high - low + 1 }, (_, at) => low + at);

function When({ draft, set, zone }: PartProps & { zone: string }) {
  const { t } = useTranslation('insights');
  const dayName = useDayName();
  const isWeekly = draft.every === 'week';
  const days = isWeekly ? numbers(0, 6) : numbers(1, 31);
  return (
    <>
      <SelectField<Report['every']> label={t('plan.every')} value={draft.every} options={[{ value: 'week', label: t('plan.week') }, { value: 'month', label: t('plan.month') }]} onChange={(every) => set({ every })} />
      <SelectField
        label={t(isWeekly ? 'plan.weekday' : 'plan.monthDay')}
        value={String(isWeekly ? draft.weekday : draft.monthDay)}
        options={days.map((day) => ({ value: String(day), label: dayName(draft.every, day) }))}
        onChange={(day) => set(isWeekly ? { weekday: Number(day) } : { monthDay: Number(day) })}
      />
      <SelectField label={t('plan.hour')} hint={zone} value={String(draft.hour)} options={numbers(0, 23).map((hour) => ({ value: String(hour), label: hourName(hour) }))} onChange={(hour) => set({ hour: Number(hour) })} />
    </>
  );
}

function Recipients({ draft, set, reports }: PartProps & { reports: Reports }) {
  const { t } = useTranslation('insights');
  const may = reports.readers.filter((one) => draft.report !== 'accounts' || one.sees_accounts);
  return (
    <>
      <fieldset className="inrr">
        <legend className="lab">{t('plan.people')}</legend>
        {may.map(({ id, name }) => (
          <Checkbox key={id} label={name} isChecked={draft.people.includes(id)} onChange={(is) => set({ people: is ? [...draft.people, id] : draft.people.filter((other) => other !== id) })} />
        ))}
        <p className="hint">{t('plan.peopleHint')}</p>
      </fieldset>
      {reports.settings.allows_outside || draft.addresses !== '' ? (
        <Field label={t('plan.addresses')} hint={t('plan.addressesHint')} value={draft.addresses} onChange={(event) => set({ addresses: event.target.value })} />
      ) : null}
    </>
  );
}
