import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, ChoiceMenu, Field } from '@/shared/ui';
import { companiesQuery } from './api';

interface Company {
  id: number;
  name: string;
}

export interface CompanyFieldProps {
  company: Company | null;
  hint: string;
  onCompany: (company: Company | null) => void;
}

/** Finds a company by a part of its name. */
export function CompanyField({ company, hint, onCompany }: CompanyFieldProps) {
  const { t } = useTranslation('slack');
  const [text, setText] = useState('');
  const found = useQuery(companiesQuery(text.trim())).data ?? [];
  if (company) {
    return (
      <div>
        <span className="lab">{t('column.company')}</span>
        <p className="slkacts">
          <b dir="auto">{company.name}</b>
          <Button onClick={() => onCompany(null)}>{t('company.remove')}</Button>
        </p>
      </div>
    );
  }
  return (
    <>
      <Field label={t('column.company')} hint={hint} value={text} autoComplete="off" placeholder={t('company.search')} onChange={(event) => setText(event.target.value)} />
      {found.length > 0 ? (
        <ChoiceMenu
          options={found.map(({ id, name }) => ({ value: String(id), label: <bdi>{name}</bdi> }))}
          onChoose={(value) => onCompany(found.find(({ id }) => String(id) === value) ?? null)}
        >
          {t('company.choose')}
        </ChoiceMenu>
      ) : null}
    </>
  );
}
