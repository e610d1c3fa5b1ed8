import { useSettingsAddress } from '@/shared/slots';
import { LogScreen } from './log-screen';
import type { LogSearch } from './search';

export function LogRoute() {
  const { search, onSearch } = useSettingsAddress<LogSearch>();
  return <LogScreen search={search} onSearch={onSearch} />;
}
