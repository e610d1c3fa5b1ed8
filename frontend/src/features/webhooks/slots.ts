import Webhook from 'lucide-react/icons/webhook';
import type { FeatureSlots } from '@/shared/slots';
import { webhooksSearch } from './search';

export default {
  settings: [
    {
      id: 'webhooks',
      group: 'data',
      labelKey: 'webhooks:title',
      wordsKey: 'webhooks:words',
      icon: Webhook,
      may: (has) => has('webhook.read'),
      fields: [
        { id: 'new', labelKey: 'webhooks:new.open' },
        { id: 'secrets', labelKey: 'webhooks:secrets.title' },
        { id: 'deliveries', labelKey: 'webhooks:deliveries.title' },
      ],
      routes: [{ path: '/webhooks', search: webhooksSearch, screen: async () => (await import('./webhooks-route')).WebhooksRoute }],
      commands: [{ id: 'webhooks', labelKey: 'webhooks:command', path: '/webhooks' }],
    },
  ],
} satisfies FeatureSlots;
