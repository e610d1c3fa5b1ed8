import { useSettingsAddress } from '@/shared/slots';
import type { WidgetSearch } from './search';
import { WidgetScreen } from './widget-screen';

export function WidgetRoute() {
  const { search, onSearch } = useSettingsAddress<WidgetSearch>();
  return <WidgetScreen search={search} onSearch={onSearch} />;
}
