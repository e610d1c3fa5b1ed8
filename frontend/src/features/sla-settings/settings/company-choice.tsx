import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, keys } from '@/shared/api';
import { Button, Field, useReason } from '@/shared/ui';
import { useSettled } from './use-settled';

export interface Company {
  id: number;
  name: string;
}

export interface CompanyChoiceProps {
  company: Company | null;
  onChange: (company: Company | null) => void;
}

const SHOWN = 6;

/** One company, found by its name or domain. */
export function CompanyChoice({ company, onChange }: CompanyChoiceProps) {
  const { t } = useTranslation('sla-settings');
  const [text, setText] = useState('');
  const wanted = useSettled(text.trim(), 250);
  const query = useQuery({
    queryKey: [...keys.companies, 'named', wanted],
    queryFn: ({ signal }) => api.get('/companies', { query: { q: wanted, limit: SHOWN }, signal }).then(({ results }) => results),
    enabled: wanted !== '' && company === null,
  });
  const reason = useReason(query.error);
  if (company) {
    return (
      <p className="row">
        <b dir="auto">{company.name}</b>
        <Button size="sm" variant="ghost" onClick={() => onChange(null)}>
          {t('company.other')}
        </Button>
      </p>
    );
  }
  return (
    <div className="slco">
      <Field label={t('company.find')} type="search" value={text} error={query.error ? reason : null} onChange={(event) => setText(event.target.value)} />
      {query.data?.length === 0 ? <p className="hint" role="status">{t('company.none')}</p> : null}
      {query.data?.length ? (
        <ul aria-label={t('company.found')}>
          {query.data.map(({ id, name, domain }) => (
            <li key={id}>
              <button
                type="button"
                className="lnk"
                onClick={() => {
                  setText('');
                  onChange({ id, name });
                }}
              >
                <span dir="auto">{name}</span> <bdi className="t3">{domain}</bdi>
              </button>
            </li>
          ))}
        </ul>
      ) : null}
    </div>
  );
}
