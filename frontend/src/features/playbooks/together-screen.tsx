import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useMay } from '@/shared/directory';
import { SettingsForm, SettingsScreen, useForm } from '@/shared/form';
import { Field, FormSection, toast } from '@/shared/ui';
import { PLAYBOOKS, playbooksApi, togetherQuery } from './api';
import { isWithin } from './values';
import type { Together } from './words';
import './playbooks.css';

const RANGES = { a_week: [0, 20], quiet_from: [0, 23], quiet_until: [0, 23], kept_days: [31, 365] } as const;
type Name = keyof typeof RANGES;
type Values = Record<Name, string>;
const NAMES = Object.keys(RANGES) as Name[];

/** What holds over all playbooks: messages a week, quiet hours, and how long events are kept. */
export function TogetherScreen() {
  const { t } = useTranslation('playbooks');
  const may = useMay('insights.write');
  const query = useQuery({ ...togetherQuery, enabled: may });
  return (
    <SettingsScreen title={t('together.title')} may={may} query={query} fault={t('together.fault')} refused={{ title: t('notAllowed'), hint: t('notAllowedHint') }}>
      {(together) => <TogetherForm together={together} />}
    </SettingsScreen>
  );
}

function TogetherForm({ together }: { together: Together }) {
  const { t } = useTranslation('playbooks');
  const client = useQueryClient();
  const form = useForm<Values, Together>({
    saved: Object.fromEntries(NAMES.map((name) => [name, String(together[name])])) as Values,
    faultsOf: (values) =>
      Object.fromEntries(NAMES.filter((name) => !isWithin(values[name], RANGES[name])).map((name) => [name, t('number', { min: RANGES[name][0], max: RANGES[name][1] })])),
    send: (values, changed) => playbooksApi.limit(together.version, Object.fromEntries(changed.map((name) => [name, Number(values[name])]))),
    onSaved: (saved) => {
      client.setQueryData(togetherQuery.queryKey, saved);
      void client.invalidateQueries({ queryKey: [...PLAYBOOKS, 'list'] });
      toast(t('together.saved'));
    },
  });
  const field = (name: Name, hint?: string) => (
    <Field inputMode="numeric" label={t(`together.field.${name}`)} {...(hint ? { hint } : {})} value={form.values[name]} error={form.errorOf(name) ?? null} onBlur={() => form.leave(name)} onChange={(event) => form.set({ [name]: event.target.value.trim() })} />
  );
  return (
    <SettingsForm form={form} title={t('together.title')} failed={t('together.failed')} last={{ at: together.changed_at, by: together.changed_by }}>
      <FormSection id="week" title={t('together.week')} hint={t('together.weekHint')}>
        {field('a_week')}
      </FormSection>
      <FormSection id="quiet" title={t('together.quiet')} hint={t('together.quietHint')}>
        <div className="pbgrid">
          {field('quiet_from')}
          {field('quiet_until')}
        </div>
      </FormSection>
      <FormSection id="kept" title={t('together.kept')} hint={t('together.keptHint')}>
        {field('kept_days')}
      </FormSection>
    </SettingsForm>
  );
}
