import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useBrands, useTeams } from '@/shared/directory';
import { WeekFields } from '@/shared/hours';
import { shortDate } from '@/shared/lib/dates';
import { Button, CheckOption, Field, FormSection, SelectField } from '@/shared/ui';
import { regionsQuery } from './api';
import type { CalendarDraft } from './calendar-draft';
import { CheckGroup } from './check-group';
import { Holidays } from './holidays';

export interface CalendarFormProps {
  draft: CalendarDraft;
  onChange: (draft: CalendarDraft) => void;
  onRemove: () => void;
}

const ZONES: readonly string[] = ['UTC', ...Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC')];

/** One calendar: hours, zone, public and own holidays, and who works by it. */
export function CalendarForm({ draft, onChange, onRemove }: CalendarFormProps) {
  const { t, i18n } = useTranslation('sla-settings');
  const regions = useQuery(regionsQuery).data ?? [];
  const brands = useBrands();
  const teams = useTeams();
  const set = (change: Partial<CalendarDraft>): void => onChange({ ...draft, ...change });
  const [country = '', part = ''] = draft.holiday_region.split('-', 2);
  const region = regions.find(({ code }) => code === country);
  const parts = (region?.parts ?? [])
    .map((value) => ({ value, label: region?.names[value] ?? value }))
    .sort((a, b) => a.label.localeCompare(b.label, i18n.language));
  const names = new Intl.DisplayNames(i18n.language, { type: 'region', fallback: 'code' });
  const countries = regions
    .map(({ code }) => ({ value: code, label: names.of(code) ?? code }))
    .sort((a, b) => a.label.localeCompare(b.label, i18n.language));
  const zones = ZONES.includes(draft.timezone) ? ZONES : [draft.timezone, ...ZONES];
  return (
    <div className="fbody">
      <FormSection title={t('calendars.one')}>
        <Field
          id="sla-calendar-name"
          label={t('policy.name')}
          value={draft.name}
          maxLength={120}
          error={draft.name.trim() === '' ? t('policy.nameMissing') : null}
          onChange={(event) => set({ name: event.target.value })}
        />
        <SelectField
          label={t('calendars.zone')}
          value={draft.timezone}
          options={zones.map((value) => ({ value, label: value.replaceAll('_', ' ') }))}
          onChange={(timezone) => set({ timezone })}
        />
        <CheckOption
          label={t('calendars.default')}
          hint={t('calendars.defaultHint')}
          isChecked={draft.is_default}
          onChange={(isDefault) => (isDefault ? set({ is_default: true }) : undefined)}
        />
        <div>
          <Button size="sm" variant="ghost" unavailable={draft.is_default ? t('calendars.defaultStays') : null} onClick={onRemove}>
            {t('calendars.remove')}
          </Button>
        </div>
      </FormSection>
      <FormSection title={t('calendars.hours')} hint={t('calendars.hoursHint')}>
        <WeekFields intervals={draft.intervals} onChange={(intervals) => set({ intervals })} />
      </FormSection>
      <FormSection title={t('calendars.holidays')} hint={t('calendars.holidaysHint')}>
        <SelectField
          label={t('calendars.country')}
          value={country}
          options={[{ value: '', label: t('calendars.noCountry') }, ...countries]}
          onChange={(code) => set({ holiday_region: code })}
        />
        {parts.length > 0 ? (
          <SelectField
            label={t('calendars.part')}
            value={part}
            options={[{ value: '', label: t('calendars.wholeCountry') }, ...parts]}
            onChange={(value) => set({ holiday_region: value === '' ? country : `${country}-${value}` })}
          />
        ) : null}
        <Holidays days={draft.holidays} onChange={(holidays) => set({ holidays })} />
        {draft.closed_next.length > 0 ? (
          <p className="hint">
            {t('calendars.closedNext')}{' '}
            {draft.closed_next.map((day) => `${shortDate(day.on, Date.now(), i18n.language)} ${day.name}`).join(', ')}
          </p>
        ) : null}
      </FormSection>
      <FormSection title={t('calendars.uses')} hint={t('calendars.usesHint')}>
        {brands.length > 0 ? (
          <CheckGroup
            legend={t('conditions.brands')}
            values={brands.map(({ id }) => id)}
            chosen={draft.brand_ids}
            labelOf={(id) => brands.find((brand) => brand.id === id)?.name ?? ''}
            onChange={(brand_ids) => set({ brand_ids })}
          />
        ) : null}
        {teams.length > 0 ? (
          <CheckGroup
            legend={t('calendars.teams')}
            values={teams.map(({ id }) => id)}
            chosen={draft.team_ids}
            labelOf={(id) => teams.find((team) => team.id === id)?.name ?? ''}
            onChange={(team_ids) => set({ team_ids })}
          />
        ) : null}
      </FormSection>
    </div>
  );
}
