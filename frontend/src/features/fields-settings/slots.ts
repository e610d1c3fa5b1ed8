import Tag from 'lucide-react/icons/tag';
import type { FeatureSlots, Has } from '@/shared/slots';

const mayWrite = (has: Has): boolean => has('field.write');

const screens = () => import('./routes');

export default {
  settings: [
    {
      id: 'fields',
      group: 'work',
      labelKey: 'fields-settings:title',
      wordsKey: 'fields-settings:words',
      icon: Tag,
      may: mayWrite,
      fields: [
        { id: 'new', labelKey: 'fields-settings:add', path: '/fields/new' },
        { id: 'company', labelKey: 'fields-settings:place.company', wordsKey: 'fields-settings:customers.words', path: '/fields/companies' },
        { id: 'contact', labelKey: 'fields-settings:place.contact', wordsKey: 'fields-settings:customers.words', path: '/fields/contacts' },
        { id: 'tags', labelKey: 'fields-settings:tags.title', wordsKey: 'fields-settings:tags.words', path: '/fields/tags' },
      ],
      routes: [
        { path: '/fields', screen: async () => (await screens()).FieldsScreen },
        { path: '/fields/tags', screen: async () => (await screens()).TagsScreen },
        { path: '/fields/companies', screen: async () => (await screens()).CompanyFieldsRoute },
        { path: '/fields/contacts', screen: async () => (await screens()).ContactFieldsRoute },
        { path: '/fields/companies/$field', screen: async () => (await screens()).CompanyFieldRoute },
        { path: '/fields/contacts/$field', screen: async () => (await screens()).ContactFieldRoute },
        { path: '/fields/$field', screen: async () => (await screens()).FieldRoute },
      ],
      commands: [
        { id: 'fields', labelKey: 'fields-settings:command.fields', path: '/fields' },
        { id: 'newField', labelKey: 'fields-settings:command.new', path: '/fields/new' },
        { id: 'companyFields', labelKey: 'fields-settings:command.companies', path: '/fields/companies' },
        { id: 'contactFields', labelKey: 'fields-settings:command.contacts', path: '/fields/contacts' },
        { id: 'tags', labelKey: 'fields-settings:command.tags', path: '/fields/tags' },
      ],
    },
  ],
} satisfies FeatureSlots;
