import type { SignInSearch } from '@/shared/connections';
import { useSettingsAddress } from '@/shared/slots';
import { SlackScreen } from './slack-screen';

export function SlackRoute() {
  const { search, onSearch } = useSettingsAddress<SignInSearch>();
  return <SlackScreen search={search} onSearch={onSearch} />;
}
