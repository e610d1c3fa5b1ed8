import { useSettingsAddress } from '@/shared/slots';
import { LinearScreen } from './linear-screen';
import type { LinearSearch } from './search';

export function LinearRoute() {
  const { search, onSearch } = useSettingsAddress<LinearSearch>();
  return <LinearScreen search={search} onSearch={onSearch} />;
}
