import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useMay } from '@/shared/directory';
import { LastChange, LeaveGuard, SaveFault, SaveFoot, useForm } from '@/shared/form';
import { CheckOption, Field, FormSection, toast } from '@/shared/ui';
import { billingApi, stateQuery, type BillingSettings, type BillingState } from './api';

const KEY = /^[A-Za-z0-9_-]{1,40}$/;

interface Values {
  metadata_key: string;
  fills_facts: boolean;
}

/** What becomes of what Stripe says. */
export function UseForm({ id, settings }: { id: number; settings: BillingSettings }) {
  const { t } = useTranslation('billing');
  const mayWrite = useMay('connection.write');
  const client = useQueryClient();
  const { metadata_key, fills_facts } = settings;
  const form = useForm<Values, BillingState>({
    saved: { metadata_key, fills_facts },
    faultsOf: (values) => (KEY.test(values.metadata_key) ? {} : { metadata_key: t('use.badKey') }),
    send: (values) => billingApi.save(id, { ...values, version: settings.version }),
    onSaved: (state) => {
      toast(t('use.saved'));
      client.setQueryData(stateQuery(id).queryKey, state);
    },
  });
  return (
    <form
      ref={form.box}
      aria-label={t('use.title')}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void form.save();
      }}
    >
      <LeaveGuard isChanged={form.isChanged} />
      <FormSection id="billing-use" title={t('use.title')}>
      <CheckOption
        label={t('use.fills')}
        hint={t('use.fillsHint')}
        isChecked={form.values.fills_facts}
        onChange={(isOn) => (mayWrite ? form.set({ fills_facts: isOn }) : undefined)}
      />
      <div className="bilform">
        <Field
          label={t('use.key')}
          hint={t('use.keyHint')}
          error={form.errorOf('metadata_key') ?? null}
          dir="ltr"
          spellCheck={false}
          autoComplete="off"
          maxLength={40}
          disabled={!mayWrite}
          value={form.values.metadata_key}
          onChange={(event) => form.set({ metadata_key: event.target.value.trim() })}
        />
      </div>
      <SaveFault title={t('use.failed')} error={form.fault} />
      {mayWrite ? <SaveFoot form={form} /> : null}
      <LastChange at={settings.changed_at} by={settings.changed_by} />
      </FormSection>
    </form>
  );
}
