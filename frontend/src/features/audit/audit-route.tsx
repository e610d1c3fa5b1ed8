import { useSettingsAddress } from '@/shared/slots';
import type { AuditFilters } from './api';
import { AuditScreen } from './audit-screen';

export function AuditRoute() {
  const { search, onSearch } = useSettingsAddress<AuditFilters>();
  return <AuditScreen search={search} onSearch={onSearch} />;
}
