import { useTranslation } from 'react-i18next';
import type { Company } from '@/shared/api';
import { CompanyFacts } from '@/shared/company';

/** A company's facts as a section of their own, with the zone it works in. */
export function CompanySection({ company }: { company: Company }) {
  const { t } = useTranslation('customers');
  return (
    <section className="facts" aria-label={t('fact.label')}>
      <CompanyFacts company={company}>
        {company.timezone ? (
          <>
            <dt>{t('fact.timezone')}</dt>
            <dd>{company.timezone}</dd>
          </>
        ) : null}
      </CompanyFacts>
    </section>
  );
}
