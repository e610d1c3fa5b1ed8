import { useSettingsAddress } from '@/shared/slots';
import type { TokensSearch } from './search';
import { TokensScreen } from './tokens-screen';

export function TokensRoute() {
  const { search, onSearch } = useSettingsAddress<TokensSearch>();
  return <TokensScreen search={search} onSearch={onSearch} />;
}
