import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useMay } from '@/shared/directory';
import { SettingsForm, SettingsScreen, useForm } from '@/shared/form';
import { Checkbox, CheckOption, Field, FormSection, toast } from '@/shared/ui';
import { qualityApi, rubricQuery } from './api';
import { CriteriaFields } from './criteria-fields';
import { bodyOf, faultsOf, valuesOf, type RubricValues } from './rubric-draft';
import { CATEGORIES, SEGMENTS, type Rubric } from './words';
import './quality.css';

/** The same by what the server calls it: whatever is wrong with a criterion is wrong with them all. */
const byField = (faults: ReturnType<typeof faultsOf>, words: (fault: 'weight' | 'own' | 'key' | 'number') => string): Partial<Record<keyof RubricValues, string>> =>
  Object.fromEntries(Object.entries(faults).map(([name, fault]) => [name.includes('-') ? 'criteria' : name, words(fault)]));

/** The rubric, how much is sampled, and what is watched closer. */
export function RubricScreen() {
  const { t } = useTranslation('quality');
  const may = useMay('quality.write');
  const query = useQuery({ ...rubricQuery, enabled: may });
  return (
    <SettingsScreen title={t('rubric.title')} may={may} query={query} fault={t('rubric.fault')} refused={{ title: t('rubric.notAllowed'), hint: t('rubric.notAllowedHint') }} className="ql">
      {(rubric) => <RubricForm rubric={rubric} />}
    </SettingsScreen>
  );
}

function RubricForm({ rubric }: { rubric: Rubric }) {
  const { t } = useTranslation(['quality', 'shared']);
  const client = useQueryClient();
  const form = useForm<RubricValues, Rubric>({
    saved: valuesOf(rubric.content),
    faultsOf: (values) => byField(faultsOf(values), (fault) => t(`rubric.invalid.${fault}`)),
    send: (values) => qualityApi.publish(rubric, bodyOf(values)),
    onSaved: (saved) => {
      client.setQueryData(rubricQuery.queryKey, saved);
      toast(t('rubric.saved', { version: saved.version }));
    },
  });
  const { values } = form;
  const toggle = (list: readonly string[], one: string, is: boolean): string[] => (is ? [...list, one] : list.filter((other) => other !== one));
  return (
    <SettingsForm form={form} title={t('rubric.title')} failed={t('rubric.failed')} last={{ at: rubric.created_at, by: rubric.by ? { id: 0, name: rubric.by } : null }} action={t('rubric.publish', { version: rubric.version + 1 })}>
      <div id="criteria" tabIndex={-1}>
        <FormSection title={t('rubric.criteria')} hint={t('rubric.criteriaHint')}>
          <CriteriaFields form={form} />
        </FormSection>
      </div>
      <div id="sampling" tabIndex={-1}>
        <FormSection title={t('rubric.sampling')} hint={t('rubric.samplingHint')}>
          {(['sampled', 'risky'] as const).map((name) => (
            <Field key={name} inputMode="numeric" label={t(`rubric.${name}`)} value={values[name]} error={form.errorOf(name) ?? null} onBlur={() => form.leave(name)} onChange={(event) => form.set({ [name]: event.target.value.trim() })} />
          ))}
          <CheckOption label={t('rubric.asksModel')} hint={t('rubric.asksModelHint')} isChecked={values.asks_model} onChange={(asks_model) => form.set({ asks_model })} />
        </FormSection>
      </div>
      <div id="watch" tabIndex={-1}>
        <FormSection title={t('rubric.watch')} hint={t('rubric.watchHint')}>
          {CATEGORIES.map((one) => (
            <Checkbox key={one} label={t(`shared:type.${one}`)} isChecked={values.categories.includes(one)} onChange={(is) => form.set({ categories: toggle(values.categories, one, is) })} />
          ))}
          {SEGMENTS.map((one) => (
            <Checkbox key={one} label={t(`shared:segment.${one}`)} isChecked={values.segments.includes(one)} onChange={(is) => form.set({ segments: toggle(values.segments, one, is) })} />
          ))}
        </FormSection>
      </div>
    </SettingsForm>
  );
}
