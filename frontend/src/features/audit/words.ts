import { useTranslation } from 'react-i18next';
import { useBrands, useTeams, useUsers } from '@/shared/directory';

/** What can stand before the dot of an action, in the order of the list. */
export const AREAS = ['people', 'sign_on', 'email', 'widget', 'kb', 'assistant', 'routing', 'sla', 'connections', 'crm', 'hubspot', 'importers', 'audit'] as const;

export interface AuditWords {
  action: (action: string) => string;
  target: (target: string) => string;
}

/** Actions and targets in words; what a newer server says and this screen does not know stays as it is. */
export function useWords(): AuditWords {
  const { t, i18n } = useTranslation('audit');
  const named: Record<string, readonly { id: number; name: string }[]> = { user: useUsers(), brand: useBrands(), team: useTeams() };
  return {
    action: (action) => {
      const key = `action.${action}`;
      return i18n.exists(`audit:${key}`) ? t(key) : action.slice(action.indexOf('.') + 1).replaceAll('_', ' ');
    },
    target: (target) => {
      const [kind = '', id = ''] = target.split(':');
      const record = named[kind]?.find((one) => String(one.id) === id);
      if (record) return record.name;
      return i18n.exists(`audit:target.${kind}`) ? t(`target.${kind}`, { id }) : target;
    },
  };
}
