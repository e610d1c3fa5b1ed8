import Inbox from 'lucide-react/icons/inbox';
import type { FeatureSlots, Has } from '@/shared/slots';
import { portalSearch } from './search';

const mayWrite = (has: Has): boolean => has('brand.write');

const screens = () => import('./routes');

export default {
  settings: [
    {
      id: 'portal',
      group: 'channels',
      labelKey: 'portal-settings:title',
      wordsKey: 'portal-settings:words',
      icon: Inbox,
      may: mayWrite,
      fields: [
        { id: 'on', labelKey: 'portal-settings:on.title' },
        { id: 'company', labelKey: 'portal-settings:company.title' },
        { id: 'forms', labelKey: 'portal-settings:forms.title' },
      ],
      routes: [
        { path: '/portal', search: portalSearch, screen: async () => (await screens()).PortalRoute },
        { path: '/portal/$form', search: portalSearch, screen: async () => (await screens()).FormRoute },
      ],
      commands: [
        { id: 'portal', labelKey: 'portal-settings:command.portal', path: '/portal' },
        { id: 'newForm', labelKey: 'portal-settings:command.new', path: '/portal/new' },
      ],
    },
  ],
} satisfies FeatureSlots;
