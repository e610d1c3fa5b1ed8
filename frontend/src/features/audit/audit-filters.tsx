import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Button, SelectField } from '@/shared/ui';
import { peopleQuery, type AuditFilters } from './api';
import { AREAS, useWords } from './words';

export const SPANS = ['today', '7d', '30d', '90d', '365d'] as const;

export interface AuditFilterBarProps {
  filters: AuditFilters;
  onChange: (filters: AuditFilters) => void;
}

/** Who, what kind of thing, and when; each acts at once. */
export function AuditFilterBar({ filters, onChange }: AuditFilterBarProps) {
  const { t } = useTranslation('audit');
  const words = useWords();
  const people = useQuery(peopleQuery).data ?? [];
  const set = (change: { [Name in keyof AuditFilters]: AuditFilters[Name] | undefined }): void => {
    const next = Object.entries({ ...filters, ...change }).filter(([, value]) => value !== undefined);
    onChange(Object.fromEntries(next));
  };
  const spans: readonly string[] = SPANS;
  const { user, area, when = '' } = filters;
  return (
    <div className="aufilters" role="search" aria-label={t('filter.label')}>
      <SelectField
        hideLabel
        label={t('column.who')}
        value={user === undefined ? '' : String(user)}
        options={[
          { value: '', label: t('filter.anybody') },
          ...people.map((person) => ({ value: String(person.id), label: person.name || person.email })),
          ...(user === undefined || people.some(({ id }) => id === user) ? [] : [{ value: String(user), label: t('target.user', { id: user }) }]),
        ]}
        onChange={(id) => set({ user: id ? Number(id) : undefined })}
      />
      <SelectField
        hideLabel
        label={t('filter.area')}
        value={area ?? ''}
        options={[{ value: '', label: t('filter.anything') }, ...AREAS.map((value) => ({ value, label: t(`area.${value}`) }))]}
        onChange={(value) => set({ area: value || undefined, action: undefined })}
      />
      <SelectField
        hideLabel
        label={t('column.when')}
        value={when}
        options={[
          { value: '', label: t('filter.anytime') },
          ...SPANS.map((value) => ({ value: value, label: t(`filter.span.${value}`) })),
          ...(when === '' || spans.includes(when) ? [] : [{ value: when, label: when }]),
        ]}
        onChange={(value) => set({ when: value || undefined })}
      />
      {filters.target === undefined ? null : (
        <Button size="sm" onClick={() => set({ target: undefined })}>
          {t('filter.only', { target: words.target(filters.target) })}
        </Button>
      )}
      {filters.action === undefined ? null : (
        <Button size="sm" onClick={() => set({ action: undefined })}>
          {t('filter.only', { target: words.action(filters.action) })}
        </Button>
      )}
    </div>
  );
}
