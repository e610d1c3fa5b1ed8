import { useTranslation } from 'react-i18next';
import { Field } from '@/shared/ui';
import type { TabProps } from './parts';
import { textIn, withText } from './values';

export interface TextFieldsProps extends Pick<TabProps, 'form'> {
  name: 'greeting' | 'launcher_text' | 'consent_text';
  label: string;
  hint: string;
  most: number;
}

/** One of the brand's own texts, in each language that the panel speaks. */
export function TextFields({ form, name, label, hint, most }: TextFieldsProps) {
  const { t } = useTranslation('widget-settings');
  const { values, set, errorOf } = form;
  const { languages } = values;
  return (
    <div className="wstexts">
      {languages.map((language, at) => (
        <Field
          key={language}
          label={languages.length > 1 ? t('look.in', { label, language: t(`language.${language}`) }) : label}
          value={textIn(values, name, language)}
          placeholder={at === 0 ? '' : values[name]}
          hint={at === languages.length - 1 ? hint : undefined}
          error={at === 0 ? errorOf(name) : null}
          maxLength={most}
          lang={language}
          dir="auto"
          onChange={(event) => set(withText(values, name, language, event.target.value))}
        />
      ))}
    </div>
  );
}
