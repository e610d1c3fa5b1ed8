import { useSettingsAddress } from '@/shared/slots';
import { ChannelScreen } from './channel-screen';

export { ChannelsScreen } from './channels-screen';

export function ChannelRoute() {
  const { params } = useSettingsAddress();
  return <ChannelScreen key={params.channel} channel={params.channel ?? ''} />;
}
