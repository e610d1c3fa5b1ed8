import { useTranslation } from 'react-i18next';
import { useBrands, useMay, useMe, useTeams, useUsers } from '../../directory';
import { Field, SelectField } from '../../ui';
import type { Values } from './values';

const PRIORITIES = ['P1', 'P2', 'P3', 'P4'] as const;
const TYPES = ['question', 'bug', 'billing', 'access', 'integration', 'onboarding', 'feature_request'] as const;

interface PropertyFieldsProps {
  values: Values;
  set: (change: Partial<Values>) => void;
}

/** Where the ticket goes and what it is; each may be left to triage and routing. */
export function PropertyFields({ values, set }: PropertyFieldsProps) {
  const { t } = useTranslation(['ticket-list', 'shared']);
  const brands = useBrands();
  const me = useMe();
  const mayAssign = useMay('ticket.assign_others');
  const teams = useTeams().filter((team) => team.can_answer !== false);
  // Who may not give work to others still takes it.
  const people = useUsers().filter((person) => person.can_answer !== false && (mayAssign || person.id === me?.id));
  const automatic = { value: '', label: t('create.automatic') };
  return (
    <div className="form-pair">
      <SelectField
        label={t('create.assignee')}
        value={values.assignee}
        options={[{ value: '', label: t('create.routed') }, ...people.map(({ id, name }) => ({ value: String(id), label: name }))]}
        onChange={(assignee) => set({ assignee })}
      />
      <SelectField
        label={t('create.team')}
        value={values.team}
        options={[automatic, ...teams.map(({ id, name }) => ({ value: String(id), label: name }))]}
        onChange={(team) => set({ team })}
      />
      <SelectField
        label={t('create.priority')}
        value={values.priority}
        options={[automatic, ...PRIORITIES.map((value) => ({ value, label: t(`shared:priority.${value}`) }))]}
        onChange={(priority) => set({ priority })}
      />
      <SelectField
        label={t('create.type')}
        value={values.type}
        options={[automatic, ...TYPES.map((value) => ({ value, label: t(`shared:type.${value}`) }))]}
        onChange={(type) => set({ type })}
      />
      <Field label={t('create.tags')} hint={t('tags.hint')} value={values.tags} dir="auto" onChange={(event) => set({ tags: event.target.value })} />
      {brands.length > 1 && (
        <SelectField
          label={t('create.brand')}
          value={values.brand || (brands.find((brand) => brand.is_default) ?? brands[0])?.slug || ''}
          options={brands.map((brand) => ({ value: brand.slug, label: brand.name }))}
          onChange={(brand) => set({ brand })}
        />
      )}
    </div>
  );
}
