import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { LeaveGuard, SaveFault, SaveFoot, useForm } from '@/shared/form';
import { isWholeInterval, spansOf, WeekFields, type Interval } from '@/shared/hours';
import { CheckOption, SelectField, toast } from '@/shared/ui';
import { peopleApi, peopleKeys, type WorkingHours } from './api';
import { FieldGroup } from './form-parts';

interface WeekValues {
  timezone: string;
  intervals: Interval[];
}

const ZONES: readonly string[] = ['UTC', ...Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC')];
const OFFICE: readonly Interval[] = [0, 1, 2, 3, 4].map((weekday) => ({ weekday, opens: '09:00', closes: '17:00' }));

/** Somebody's own week, in their own time zone. */
export function WeekForm({ hours }: { hours: WorkingHours }) {
  const { t } = useTranslation('people');
  const client = useQueryClient();
  const form = useForm<WeekValues, WorkingHours>({
    saved: { timezone: hours.timezone || hours.suggested_timezone, intervals: spansOf(hours.intervals) },
    faultsOf: (values) => (values.intervals.every(isWholeInterval) ? {} : { intervals: t('hours.bad') }),
    send: async (values) => {
      const answer = await peopleApi.setHours(hours.user.id, hours.version, values);
      await client.invalidateQueries({ queryKey: peopleKeys.hours });
      return answer;
    },
    onSaved: ({ user }) => toast(t('hours.saved', { name: user.name })),
  });
  const { values, set } = form;
  const isOwn = values.intervals.length > 0;
  const zones = ZONES.includes(values.timezone) ? ZONES : [values.timezone, ...ZONES];
  return (
    <form
      ref={form.box}
      noValidate
      aria-label={t('hours.week')}
      onSubmit={(event) => {
        event.preventDefault();
        if (form.isChanged) void form.save();
      }}
    >
      <SaveFault title={t('hours.notSaved')} error={form.fault} />
      <FieldGroup legend={t('hours.week')} hint={t('hours.weekHint')} error={isOwn && !values.intervals.every(isWholeInterval) ? t('hours.bad') : undefined}>
        <div id="week">
          <CheckOption
            label={t('hours.own')}
            hint={t('hours.ownHint')}
            isChecked={isOwn}
            onChange={(isOn) => set({ intervals: isOn ? [...OFFICE] : [] })}
          />
        </div>
        {isOwn ? (
          <>
            <SelectField
              label={t('hours.zone')}
              value={values.timezone}
              options={zones.map((value) => ({ value, label: value.replaceAll('_', ' ') }))}
              error={form.errorOf('timezone') ?? null}
              onChange={(timezone) => set({ timezone })}
            />
            <WeekFields intervals={values.intervals} onChange={(intervals) => set({ intervals })} />
          </>
        ) : null}
      </FieldGroup>
      <button type="submit" className="vh" tabIndex={-1} aria-hidden="true" />
      <SaveFoot form={form} />
      <LeaveGuard isChanged={form.isChanged} holds={['person']} />
    </form>
  );
}
