import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Brand } from '@/shared/api';
import { Button, Checkbox, Field, FormSection, Segmented, SelectField } from '@/shared/ui';
import { LANGUAGES, type Language } from './api';
import type { TabProps } from './parts';
import { Preview } from './preview';
import { TextFields } from './text-fields';
import { isColor } from './values';

const POSITIONS = ['end', 'start'] as const;
const THEMES = ['auto', 'light', 'dark'] as const;

/** How the launcher and the panel look and speak, with both beside it. */
export function LookTab({ form, brand }: TabProps & { brand: Brand }) {
  const { t } = useTranslation('widget-settings');
  const { values, set, errorOf, leave } = form;
  const color = values.color || brand.color;
  return (
    <div className="wslook">
      <div>
        <FormSection title={t('look.look')} hint={t('look.lookHint')}>
          <div className="wscolor">
            <Field
              label={t('look.color')}
              value={values.color}
              placeholder={brand.color}
              hint={t('look.colorHint', { color: brand.color })}
              error={errorOf('color')}
              maxLength={7}
              dir="ltr"
              spellCheck={false}
              onChange={(event) => set({ color: event.target.value.trim() })}
              onBlur={() => leave('color')}
            />
            <input
              type="color"
              aria-label={t('look.pick')}
              value={isColor(color) && color ? color.toLowerCase() : '#0a5f6a'}
              onChange={(event) => set({ color: event.target.value })}
            />
            <Button unavailable={values.color ? null : t('look.isBrands')} onClick={() => set({ color: '' })}>
              {t('look.useBrands')}
            </Button>
          </div>
          <Choice label={t('look.position')}>
            <Segmented
              label={t('look.position')}
              value={values.position}
              options={POSITIONS.map((value) => ({ value, label: t(`look.at.${value}`) }))}
              onChange={(position) => set({ position })}
            />
          </Choice>
          <Choice label={t('look.theme')}>
            <Segmented
              label={t('look.theme')}
              value={values.theme}
              options={THEMES.map((value) => ({ value, label: t(`look.themes.${value}`) }))}
              onChange={(theme) => set({ theme })}
            />
          </Choice>
        </FormSection>
        <FormSection title={t('look.languages')} hint={t('look.languagesHint')}>
          <Languages form={form} />
        </FormSection>
        <FormSection title={t('look.texts')} hint={t('look.textsHint')}>
          <TextFields form={form} name="greeting" label={t('look.greeting')} hint={t('look.greetingHint')} most={120} />
          <TextFields form={form} name="launcher_text" label={t('look.launcher')} hint={t('look.launcherHint')} most={30} />
        </FormSection>
      </div>
      <Preview values={values} brand={brand} />
    </div>
  );
}

function Choice({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div>
      <span className="lab" aria-hidden="true">
        {label}
      </span>
      {children}
    </div>
  );
}

function Languages({ form }: Pick<TabProps, 'form'>) {
  const { t } = useTranslation('widget-settings');
  const { values, set, errorOf } = form;
  const { languages } = values;
  const toggle = (language: Language, isOn: boolean): void =>
    set({ languages: isOn ? [...languages, language] : languages.filter((one) => one !== language) });
  const error = errorOf('languages');
  return (
    <>
      <div className="wschecks" role="group" aria-label={t('look.languages')}>
        {LANGUAGES.map((language) => (
          <Checkbox
            key={language}
            label={t(`language.${language}`)}
            isChecked={languages.includes(language)}
            onChange={(isOn) => toggle(language, isOn)}
          />
        ))}
      </div>
      {error || languages.length === 0 ? (
        <p className="hint bad" role="alert">
          {error ?? t('look.noLanguage')}
        </p>
      ) : null}
      {languages.length > 1 ? (
        <SelectField
          label={t('look.first')}
          hint={t('look.firstHint')}
          value={languages[0] ?? 'en'}
          options={languages.map((value) => ({ value, label: t(`language.${value}`) }))}
          onChange={(first) => set(withFirst(values, first))}
        />
      ) : null}
    </>
  );
}

const TEXTS = ['greeting', 'launcher_text', 'consent_text'] as const;

/** Another first language: its texts become those without a language, and the other way round. */
function withFirst(values: TabProps['form']['values'], first: Language): Partial<TabProps['form']['values']> {
  const former = values.languages[0];
  if (!former || former === first) return {};
  const { [first]: own = {}, ...others } = values.translations;
  const kept = Object.fromEntries(TEXTS.filter((name) => values[name]).map((name) => [name, values[name]]));
  return {
    languages: [first, ...values.languages.filter((one) => one !== first)],
    ...Object.fromEntries(TEXTS.map((name) => [name, own[name] ?? ''])),
    translations: Object.keys(kept).length > 0 ? { ...others, [former]: kept } : others,
  };
}
