import { notFound } from '@tanstack/react-router';
import { idOf } from '@/shared/lib/address';
import { useSettingsAddress } from '@/shared/slots';
import { LogScreen, type LogSearch } from './log-screen';
import { MailboxScreen } from './mailbox-screen';
export { MailboxesScreen as MailboxesRoute } from './mailboxes-screen';
import { SuspendedScreen, type SuspendedSearch } from './suspended-screen';

export function MailboxRoute() {
  const { params } = useSettingsAddress();
  const id = idOf(params.mailbox);
  // eslint-disable-next-line @typescript-eslint/only-throw-error -- how this router says that nothing is there
  if (id === null && params.mailbox !== 'new') throw notFound();
  return <MailboxScreen key={params.mailbox} id={id} />;
}

export function LogRoute() {
  const { search, onSearch } = useSettingsAddress<LogSearch>();
  return <LogScreen search={search} onSearch={onSearch} />;
}

export function SuspendedRoute() {
  const { search, onSearch } = useSettingsAddress<SuspendedSearch>();
  return <SuspendedScreen search={search} onSearch={onSearch} />;
}
