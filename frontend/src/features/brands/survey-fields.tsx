import { useTranslation } from 'react-i18next';
import { CheckOption, Field, FormSection, SelectField } from '@/shared/ui';
import type { BrandForm } from './brand-form';

/** What customers are asked about their tickets and about us, and how often. */
export function SurveyFields({ form }: { form: BrandForm }) {
  const { t } = useTranslation('brands');
  const { values, set, errorOf, leave } = form;
  return (
    <FormSection title={t('part.surveys')} hint={t('surveys.hint')}>
      <CheckOption
        label={t('surveys.rating')}
        hint={t('surveys.ratingHint')}
        isChecked={values.asks_rating}
        onChange={(asks_rating) => set({ asks_rating })}
      />
      {values.asks_rating ? (
        <>
          <SelectField
            label={t('surveys.kind')}
            value={values.survey_kind}
            options={(['csat', 'ces'] as const).map((value) => ({ value, label: t(`surveys.${value}`) }))}
            onChange={(survey_kind) => set({ survey_kind })}
          />
          <Field
            label={t('surveys.pause')}
            hint={t('surveys.pauseHint')}
            className="bshort"
            inputMode="numeric"
            unit={t('surveys.days')}
            maxLength={3}
            value={values.survey_days}
            error={errorOf('survey_days')}
            onChange={(event) => set({ survey_days: event.target.value })}
            onBlur={() => leave('survey_days')}
          />
        </>
      ) : null}
      <CheckOption label={t('surveys.nps')} hint={t('surveys.npsHint')} isChecked={values.asks_nps} onChange={(asks_nps) => set({ asks_nps })} />
      {values.asks_nps ? (
        <Field
          label={t('surveys.npsPause')}
          hint={t('surveys.npsPauseHint')}
          className="bshort"
          inputMode="numeric"
          unit={t('surveys.days')}
          maxLength={3}
          value={values.nps_days}
          error={errorOf('nps_days')}
          onChange={(event) => set({ nps_days: event.target.value })}
          onBlur={() => leave('nps_days')}
        />
      ) : null}
    </FormSection>
  );
}
