import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useMay } from '@/shared/directory';
import { LastChange, LeaveGuard, SaveFault, SaveFoot, useForm } from '@/shared/form';
import { useDocumentTitle } from '@/shared/lib/document-title';
import { ConnectionBar } from '@/shared/realtime';
import { Empty, Field, FormSection, Loaded, toast } from '@/shared/ui';
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
  useDocumentTitle(t('together.title'));
  return (
    <main className="pane sp set" id="content" tabIndex={-1} data-pane="content">
      <header className="bar">
        <h1>{t('together.title')}</h1>
      </header>
      <ConnectionBar />
      {may ? (
        <Loaded query={query} fault={t('together.fault')}>
          {(together) => <TogetherForm together={together} />}
        </Loaded>
      ) : (
        <Empty title={t('notAllowed')}>{t('notAllowedHint')}</Empty>
      )}
    </main>
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
    <>
      <form
        ref={form.box}
        className="scroll fbody"
        noValidate
        aria-label={t('together.title')}
        onSubmit={(event) => {
          event.preventDefault();
          void form.save();
        }}
      >
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
        <SaveFault title={t('together.failed')} error={form.fault} />
        <LastChange at={together.changed_at} by={together.changed_by} />
      </form>
      <SaveFoot form={form} />
      <LeaveGuard isChanged={form.isChanged} />
    </>
  );
}
