import Building2 from 'lucide-react/icons/building-2';
import Cloud from 'lucide-react/icons/cloud';
import { signInSearch } from '@/shared/connections/sign-in';
import type { FeatureSlots } from '@/shared/slots';

export default {
  settings: [
    {
      id: 'crm',
      group: 'data',
      labelKey: 'crm-settings:title',
      wordsKey: 'crm-settings:words',
      icon: Building2,
      may: (has) => has('connection.read'),
      fields: [
        { id: 'crm-fields', labelKey: 'crm-settings:fields.title' },
        { id: 'crm-conflicts', labelKey: 'crm-settings:conflicts.title' },
        { id: 'crm-completeness', labelKey: 'crm-settings:completeness' },
      ],
      routes: [{ path: '/crm', search: signInSearch, screen: async () => (await import('./crm-route')).CrmRoute }],
      commands: [{ id: 'crm', labelKey: 'crm-settings:command', path: '/crm' }],
    },
    {
      id: 'salesforce',
      group: 'data',
      labelKey: 'crm-settings:title_salesforce',
      wordsKey: 'crm-settings:words_salesforce',
      icon: Cloud,
      may: (has) => has('connection.read'),
      fields: [
        { id: 'crm-fields', labelKey: 'crm-settings:fields.title' },
        { id: 'crm-conflicts', labelKey: 'crm-settings:conflicts.title' },
        { id: 'crm-completeness', labelKey: 'crm-settings:completeness' },
      ],
      routes: [{ path: '/salesforce', search: signInSearch, screen: async () => (await import('./crm-route')).SalesforceRoute }],
      commands: [{ id: 'salesforce', labelKey: 'crm-settings:command_salesforce', path: '/salesforce' }],
    },
  ],
} satisfies FeatureSlots;
