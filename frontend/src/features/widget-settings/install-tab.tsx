import { useTranslation } from 'react-i18next';
import { CheckOption, FormSection } from '@/shared/ui';
import { CodeBlock } from './code-block';
import { LinesField } from './lines-field';
import { More } from './more';
import type { TabProps } from './parts';
import { SeenStatus } from './seen-status';
import { policyFor, snippetFor } from './snippet';

/** The script tag, where it may stand, and whether it has arrived. */
export function InstallTab({ settings, form }: TabProps) {
  const { t } = useTranslation('widget-settings');
  const { values, set, errorOf, leave } = form;
  const { origin } = window.location;
  return (
    <>
      <FormSection title={t('install.snippet')} hint={t('install.snippetHint')}>
        <CodeBlock label={t('install.tag')} text={snippetFor(origin, settings.key)} />
        <More title={t('install.policy')}>
          <p className="hint">{t('install.policyHint')}</p>
          <CodeBlock label={t('install.directives')} text={policyFor(origin)} />
        </More>
      </FormSection>
      <FormSection title={t('install.where')} hint={t('install.whereHint')}>
        <LinesField
          label={t('install.origins')}
          hint={t('install.originsHint')}
          placeholder="https://app.example.com"
          values={values.allowed_origins}
          error={errorOf('allowed_origins')}
          onChange={(allowed_origins) => set({ allowed_origins })}
          onBlur={() => leave('allowed_origins')}
        />
        <CheckOption
          label={t('install.enabled')}
          hint={t('install.enabledHint')}
          isChecked={values.is_enabled}
          onChange={(is_enabled) => set({ is_enabled })}
        />
      </FormSection>
      <FormSection title={t('seen.title')} hint={t('seen.hint')}>
        <SeenStatus settings={settings} form={form} />
      </FormSection>
    </>
  );
}
