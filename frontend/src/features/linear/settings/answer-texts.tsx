import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { CheckOption } from '@/shared/ui';
import type { TrackerSettings } from '../api';
import type { MappingValues } from './values';

const LANGUAGES = ['en', 'de'] as const;

/** What is drafted for customers once their issue is done. */
export function AnswerTexts({ settings, form }: { settings: TrackerSettings; form: MappingValues }) {
  const { t } = useTranslation('linear');
  const id = useId();
  const { drafts_answers, answers } = form.values;
  const error = form.errorOf('answers');
  return (
    <div className="lnfacts">
      <CheckOption label={t('answers.draft')} hint={t('answers.draftHint')} isChecked={drafts_answers} onChange={(isOn) => form.set({ drafts_answers: isOn })} />
      {LANGUAGES.map((language) => (
        <div key={language}>
          <label className="lab" htmlFor={`${id}-${language}`}>
            {t(`answers.${language}`)}
          </label>
          <span className={`field tall${error ? ' is-bad' : ''}`}>
            <textarea
              id={`${id}-${language}`}
              lang={language}
              rows={7}
              maxLength={4000}
              aria-describedby={`${id}-note`}
              placeholder={settings.default_answers[language] ?? ''}
              value={answers[language] ?? ''}
              onChange={(event) => form.set({ answers: { ...answers, [language]: event.target.value } })}
            />
          </span>
        </div>
      ))}
      <p className={`hint${error ? ' bad' : ''}`} id={`${id}-note`}>
        {error ?? t('answers.variables')}
      </p>
    </div>
  );
}
