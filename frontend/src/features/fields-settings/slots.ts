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
        { id: 'tags', labelKey: 'fields-settings:tags.title', wordsKey: 'fields-settings:tags.words', path: '/fields/tags' },
      ],
      routes: [
        { path: '/fields', screen: async () => (await screens()).FieldsScreen },
        { path: '/fields/tags', screen: async () => (await screens()).TagsScreen },
        { path: '/fields/$field', screen: async () => (await screens()).FieldRoute },
      ],
      commands: [
        { id: 'fields', labelKey: 'fields-settings:command.fields', path: '/fields' },
        { id: 'newField', labelKey: 'fields-settings:command.new', path: '/fields/new' },
        { id: 'tags', labelKey: 'fields-settings:command.tags', path: '/fields/tags' },
      ],
    },
  ],
} satisfies FeatureSlots;
