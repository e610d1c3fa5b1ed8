import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useMay } from '@/shared/directory';
import { LastChange, LeaveGuard, SaveFault, SaveFoot, useForm } from '@/shared/form';
import { useDocumentTitle } from '@/shared/lib/document-title';
import { ConnectionBar } from '@/shared/realtime';
import { Checkbox, CheckOption, Empty, Field, FormSection, Loaded, toast } from '@/shared/ui';
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
  useDocumentTitle(t('rubric.title'));
  return (
    <main className="pane sp set ql" id="content" tabIndex={-1} data-pane="content">
      <header className="bar">
        <h1>{t('rubric.title')}</h1>
      </header>
      <ConnectionBar />
      {may ? (
        <Loaded query={query} fault={t('rubric.fault')}>
          {(rubric) => <RubricForm rubric={rubric} />}
        </Loaded>
      ) : (
        <Empty title={t('rubric.notAllowed')}>{t('rubric.notAllowedHint')}</Empty>
      )}
    </main>
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
    <>
      <form
        ref={form.box}
        className="scroll fbody"
        noValidate
        aria-label={t('rubric.title')}
        onSubmit={(event) => {
          event.preventDefault();
          void form.save();
        }}
      >
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
        <SaveFault title={t('rubric.failed')} error={form.fault} />
        <LastChange at={rubric.created_at} by={rubric.by ? { id: 0, name: rubric.by } : null} />
      </form>
      <SaveFoot form={form} action={t('rubric.publish', { version: rubric.version + 1 })} />
      <LeaveGuard isChanged={form.isChanged} />
    </>
  );
}
