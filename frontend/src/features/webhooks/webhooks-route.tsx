import { useSettingsAddress } from '@/shared/slots';
import type { WebhooksSearch } from './search';
import { WebhooksScreen } from './webhooks-screen';

export function WebhooksRoute() {
  const { search, onSearch } = useSettingsAddress<WebhooksSearch>();
  return <WebhooksScreen search={search} onSearch={onSearch} />;
}
