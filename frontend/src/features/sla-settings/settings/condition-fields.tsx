import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { tagOf } from '@/shared/lib/tags';
import { useBrands } from '@/shared/directory';
import { Button, Field } from '@/shared/ui';
import { PRIORITIES, type Conditions } from './api';
import { CheckGroup } from './check-group';
import { CompanyChoice } from './company-choice';
import { useCompanyNames } from './company-names';

type Member = keyof Conditions;

const SEGMENTS = ['enterprise', 'mid_market', 'smb', 'self_serve'] as const;
const CHANNELS = ['email', 'widget', 'slack', 'web', 'api', 'phone', 'sms', 'social', 'agent'] as const;
const TYPES = ['question', 'bug', 'billing', 'access', 'integration', 'onboarding', 'feature_request'] as const;

export interface ConditionFieldsProps {
  conditions: Conditions;
  onChange: (conditions: Conditions) => void;
}

/** Whom a policy serves: each group that names something must hold, by any one of its values. */
export function ConditionFields({ conditions, onChange }: ConditionFieldsProps) {
  const { t } = useTranslation('sla-settings');
  const brands = useBrands();
  const companies = useCompanyNames(conditions.companies ?? []);
  const set = (name: Member, values: unknown[]): void => {
    const rest = Object.fromEntries(Object.entries(conditions).filter(([known]) => known !== name));
    onChange(values.length > 0 ? { ...rest, [name]: values } : rest);
  };
  return (
    <div className="slcond">
      <CheckGroup
        legend={t('conditions.segments')}
        values={SEGMENTS}
        chosen={conditions.segments ?? []}
        labelOf={(value) => t(`shared:segment.${value}`)}
        onChange={(values) => set('segments', values)}
      />
      <CheckGroup
        legend={t('conditions.channels')}
        values={CHANNELS}
        chosen={conditions.channels ?? []}
        labelOf={(value) => t(`shared:channel.${value}`)}
        onChange={(values) => set('channels', values)}
      />
      <CheckGroup
        legend={t('conditions.priorities')}
        values={PRIORITIES}
        chosen={conditions.priorities ?? []}
        labelOf={(value) => t(`shared:priority.${value}`)}
        onChange={(values) => set('priorities', values)}
      />
      <CheckGroup
        legend={t('conditions.types')}
        values={TYPES}
        chosen={conditions.types ?? []}
        labelOf={(value) => t(`shared:type.${value}`)}
        onChange={(values) => set('types', values)}
      />
      {brands.length > 1 ? (
        <CheckGroup
          legend={t('conditions.brands')}
          values={brands.map(({ id }) => id)}
          chosen={conditions.brands ?? []}
          labelOf={(id) => brands.find((brand) => brand.id === id)?.name ?? ''}
          onChange={(values) => set('brands', values)}
        />
      ) : null}
      <Tags tags={conditions.tags ?? []} onChange={(tags) => set('tags', tags)} />
      {conditions.companies?.length ? (
        <ul className="slnames" aria-label={t('conditions.companies')}>
          {conditions.companies.map((id) => (
            <li key={id} className="row">
              <span dir="auto">{companies.get(id) ?? t('conditions.companyNumber', { id })}</span>
              <Button
                size="sm"
                variant="ghost"
                aria-label={t('conditions.clearOne', { name: companies.get(id) ?? t('conditions.companyNumber', { id }) })}
                onClick={() => set('companies', (conditions.companies ?? []).filter((one) => one !== id))}
              >
                {t('conditions.clear')}
              </Button>
            </li>
          ))}
        </ul>
      ) : null}
      <CompanyChoice
        company={null}
        onChange={(company) => (company ? set('companies', [...new Set([...(conditions.companies ?? []), company.id])]) : undefined)}
      />
    </div>
  );
}

function Tags({ tags, onChange }: { tags: readonly string[]; onChange: (tags: string[]) => void }) {
  const { t } = useTranslation('sla-settings');
  const [text, setText] = useState(tags.join(', '));
  return (
    <Field
      label={t('conditions.tags')}
      hint={t('conditions.tagsHint')}
      value={text}
      maxLength={500}
      onChange={(event) => {
        setText(event.target.value);
        onChange([...new Set(event.target.value.split(',').map(tagOf).filter(Boolean))]);
      }}
    />
  );
}
