import { useSettingsAddress } from '@/shared/slots';
import { ImportScreen } from './import-screen';
import type { ImportSearch } from './search';

export function ImportRoute() {
  const { search, onSearch } = useSettingsAddress<ImportSearch>();
  return <ImportScreen search={search} onSearch={onSearch} />;
}
