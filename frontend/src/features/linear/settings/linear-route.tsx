import type { SignInSearch } from '@/shared/connections';
import { useSettingsAddress } from '@/shared/slots';
import { LinearScreen } from './linear-screen';

export function LinearRoute() {
  const { search, onSearch } = useSettingsAddress<SignInSearch>();
  return <LinearScreen search={search} onSearch={onSearch} />;
}
