import Building2 from 'lucide-react/icons/building-2';
import Store from 'lucide-react/icons/store';
import type { FeatureSlots, Has } from '@/shared/slots';
import { brandSearch } from './search';

const mayWrite = (has: Has): boolean => has('brand.write');

const screens = () => import('./routes');

export default {
  settings: [
    {
      id: 'workspace',
      group: 'workspace',
      labelKey: 'brands:workspace.title',
      wordsKey: 'brands:workspace.words',
      icon: Building2,
      may: mayWrite,
      fields: [
        { id: 'name', labelKey: 'brands:name' },
        { id: 'language', labelKey: 'brands:language' },
        { id: 'timezone', labelKey: 'brands:timezone' },
      ],
      routes: [{ path: '/workspace', screen: async () => (await screens()).WorkspaceScreen }],
      commands: [{ id: 'workspace', labelKey: 'brands:command.workspace', path: '/workspace' }],
    },
    {
      id: 'brands',
      group: 'workspace',
      labelKey: 'brands:title',
      wordsKey: 'brands:words',
      icon: Store,
      may: mayWrite,
      fields: [{ id: 'new', labelKey: 'brands:add' }],
      routes: [
        { path: '/brands', screen: async () => (await screens()).BrandsScreen },
        { path: '/brands/$brand', search: brandSearch, screen: async () => (await screens()).BrandRoute },
      ],
      commands: [
        { id: 'brands', labelKey: 'brands:command.brands', path: '/brands' },
        { id: 'newBrand', labelKey: 'brands:command.new', path: '/brands/new' },
      ],
    },
  ],
} satisfies FeatureSlots;
