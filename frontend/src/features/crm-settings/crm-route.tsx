import type { SignInSearch } from '@/shared/connections';
import { useSettingsAddress } from '@/shared/slots';
import { CrmScreen } from './crm-screen';

export function CrmRoute() {
  const { search, onSearch } = useSettingsAddress<SignInSearch>();
  return <CrmScreen search={search} onSearch={onSearch} />;
}
