import Braces from 'lucide-react/icons/braces';
import Globe from 'lucide-react/icons/globe';
import Hash from 'lucide-react/icons/hash';
import Mail from 'lucide-react/icons/mail';
import MessageSquare from 'lucide-react/icons/message-square';
import MessagesSquare from 'lucide-react/icons/messages-square';
import Phone from 'lucide-react/icons/phone';
import Smartphone from 'lucide-react/icons/smartphone';
import SquarePen from 'lucide-react/icons/square-pen';
import { useTranslation } from 'react-i18next';
import type { Channel } from '../api/types';
import { Icon, type IconSize } from './icon';

const ICONS: Record<Channel, typeof Mail> = {
  widget: MessageSquare,
  email: Mail,
  agent: SquarePen,
  slack: Hash,
  phone: Phone,
  sms: Smartphone,
  social: MessagesSquare,
  api: Braces,
  web: Globe,
};

/** Every channel that the server knows, in the order in which lists offer them. */
export const CHANNELS = Object.keys(ICONS) as Channel[];

function isKnown(channel: string): channel is Channel {
  return channel in ICONS;
}

/** The glyph of a channel, named for readers; unknown channels show the API's. */
export function ChannelIcon({ channel, size = 14 }: { channel: string; size?: IconSize }) {
  const { t } = useTranslation('shared');
  const known = isKnown(channel) ? channel : 'api';
  return <Icon icon={ICONS[known]} size={size} className="ch" label={t(`channel.${known}`)} />;
}
