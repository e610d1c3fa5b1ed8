import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, Field } from '@/shared/ui';
import { companiesQuery } from './api';

/** Finds a company by a part of its name. */
export function CompanyChoice({ onCompany }: { onCompany: (company: number) => void }) {
  const { t } = useTranslation('billing');
  const [text, setText] = useState('');
  const found = useQuery(companiesQuery(text.trim())).data ?? [];
  return (
    <div className="bilform">
      <Field label={t('customers.company')} hint={t('customers.companyHint')} value={text} autoComplete="off" onChange={(event) => setText(event.target.value)} />
      {found.length > 0 ? (
        <ul className="bilfound" aria-label={t('customers.company')}>
          {found.map(({ id, name }) => (
            <li key={id}>
              <Button size="sm" onClick={() => onCompany(id)}>
                <bdi>{name}</bdi>
              </Button>
            </li>
          ))}
        </ul>
      ) : null}
    </div>
  );
}
