import { useSettingsAddress } from '@/shared/slots';
import { RulesScreen } from './rules-screen';
import type { RulesSearch } from './search';

export { AssignmentScreen } from './assignment-screen';
export { EscalationScreen } from './escalation-screen';
export { LoadScreen } from './load-screen';
export { MeasuresScreen } from './measures-screen';
export { PriorityScreen } from './priority-screen';
export { VersionsScreen } from './versions-screen';

export function RulesRoute() {
  const { search, onSearch } = useSettingsAddress<RulesSearch>();
  return <RulesScreen search={search} onSearch={onSearch} />;
}
