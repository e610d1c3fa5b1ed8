import type { UseQueryResult } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { SettingsLink } from '@/shared/slots';
import { FormSection, Loaded } from '@/shared/ui';
import { MOST, type FieldUse, type WordUse } from './api';

const PATHS: Partial<Record<WordUse['kind'], (id: string) => string>> = {
  macro: (id) => `/macros/${id}`,
  rule: () => '/routing',
  policy: () => '/service-levels',
  form: (id) => `/portal/${id}`,
  field: (id) => `/fields/${id}`,
  ai_exclusion: () => '/privacy',
};

/** What hangs on a field: records with a value, and the settings that name it. */
export function Uses({ query, heldText }: { query: UseQueryResult<FieldUse>; heldText?: (held: number) => string }) {
  const { t } = useTranslation('fields-settings');
  const told = heldText ?? ((held: number) => (held > MOST ? t('heldMany') : t('held', { count: held })));
  return (
    <FormSection title={t('uses.title')} hint={t('uses.hint')}>
      <Loaded query={query} fault={t('fault')}>
        {({ held, uses }) => (
          <>
            <p>{told(held)}</p>
            {uses.length > 0 ? <UseList uses={uses} /> : <p className="t2">{t('uses.none')}</p>}
          </>
        )}
      </Loaded>
    </FormSection>
  );
}

/** Where a field or a tag is named, each with the way there. */
export function UseList({ uses }: { uses: readonly WordUse[] }) {
  const { t } = useTranslation('fields-settings');
  return (
    <ul className="fset-uses">
      {uses.map((use) => {
        const path = use.id ? PATHS[use.kind]?.(use.id) : undefined;
        const name = use.name || t(`uses.private.${use.kind === 'view' ? 'view' : 'macro'}`);
        return (
          <li key={`${use.kind} ${use.id} ${use.word} ${use.name}`}>
            <span className="t2">{t(`uses.kind.${use.kind}`)}</span>{' '}
            {path ? (
              <SettingsLink className="link" path={path}>
                <span dir="auto">{name}</span>
              </SettingsLink>
            ) : (
              <span dir="auto">{name}</span>
            )}
          </li>
        );
      })}
    </ul>
  );
}
