import { useTranslation } from 'react-i18next';

import type { ActionName, MacroActions } from './staged';

/** "Status: Pending", "Add tags: known-bug": what an action does, in words. */
export function useActionWords(): (actions: MacroActions, name: ActionName) => string {
  const { t } = useTranslation(['ticket', 'shared']);
  return (actions, name) => {
    const value = (): string => {
      switch (name) {
        case 'status':
          return actions.status ? t(`shared:status.${actions.status}`) : '';
        case 'priority':
          return actions.priority ?? '';
        case 'type':
          return actions.type ? t(`shared:type.${actions.type}`) : '';
        case 'assignee':
          return actions.assignee?.name ?? '';
        case 'team':
          return actions.team?.name ?? '';
        case 'assign_to_me':
          return '';
        case 'add_tags':
        case 'remove_tags':
          return actions[name].join(', ');
      }
    };
    return t(`ticket:macros.action.${name}`, { value: value() });
  };
}
