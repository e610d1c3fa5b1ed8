import { useTranslation } from 'react-i18next';
import { CheckOption, FormSection, NumberField } from '@/shared/ui';
import { LinesField } from './lines-field';
import type { TabProps } from './parts';
import { TextFields } from './text-fields';

/** What support may see of a page: after which question, for how long, and what never. */
export function PrivacyTab({ settings, form }: TabProps) {
  const { t, i18n } = useTranslation('widget-settings');
  const { values, set, errorOf, leave } = form;
  const read = new Intl.ListFormat(i18n.language).format(settings.read_params);
  return (
    <>
      <FormSection title={t('privacy.consent')} hint={t('privacy.consentHint')}>
        <CheckOption
          label={t('privacy.required')}
          hint={t('privacy.requiredHint')}
          isChecked={values.is_consent_required}
          onChange={(is_consent_required) => set({ is_consent_required })}
        />
        <TextFields form={form} name="consent_text" label={t('privacy.text')} hint={t('privacy.textHint')} most={300} />
      </FormSection>
      <FormSection title={t('privacy.retention')} hint={t('privacy.retentionHint')}>
        <NumberField
          isWhole
          label={t('privacy.days')}
          min={1}
          max={365}
          unit={t('privacy.unit')}
          value={values.retention_days}
          error={errorOf('retention_days')}
          onChange={(days) => set({ retention_days: days ?? Number.NaN })}
          onBlur={() => leave('retention_days')}
        />
      </FormSection>
      <FormSection title={t('privacy.hidden')} hint={t('privacy.hiddenHint')}>
        <LinesField
          label={t('privacy.selectors')}
          hint={t('privacy.selectorsHint')}
          placeholder=".salary"
          values={values.hidden_selectors}
          error={errorOf('hidden_selectors')}
          onChange={(hidden_selectors) => set({ hidden_selectors })}
          onBlur={() => leave('hidden_selectors')}
        />
        <LinesField
          label={t('privacy.fields')}
          hint={t('privacy.fieldsHint')}
          placeholder="company.vat_number"
          values={values.hidden_fields}
          error={errorOf('hidden_fields')}
          onChange={(hidden_fields) => set({ hidden_fields })}
        />
        <LinesField
          label={t('privacy.params')}
          hint={t('privacy.paramsHint', { read })}
          placeholder="view"
          values={values.hidden_params}
          error={errorOf('hidden_params')}
          onChange={(hidden_params) => set({ hidden_params })}
        />
      </FormSection>
    </>
  );
}
