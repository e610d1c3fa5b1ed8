import type { SignInSearch } from '@/shared/connections';
import { useSettingsAddress } from '@/shared/slots';
import type { Crm } from './api';
import { CrmScreen } from './crm-screen';

function Route({ system }: { system: Crm }) {
  const { search, onSearch } = useSettingsAddress<SignInSearch>();
  return <CrmScreen system={system} search={search} onSearch={onSearch} />;
}

export const CrmRoute = () => <Route system="hubspot" />;
export const SalesforceRoute = () => <Route system="salesforce" />;
