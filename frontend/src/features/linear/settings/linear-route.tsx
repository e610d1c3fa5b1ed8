import type { SignInSearch } from '@/shared/connections';
import { useSettingsAddress } from '@/shared/slots';
import type { Tracker } from '../api';
import { TrackerScreen } from './tracker-screen';

function Route({ system }: { system: Tracker }) {
  const { search, onSearch } = useSettingsAddress<SignInSearch>();
  return <TrackerScreen system={system} search={search} onSearch={onSearch} />;
}

export const LinearRoute = () => <Route system="linear" />;
export const GitHubRoute = () => <Route system="github" />;
