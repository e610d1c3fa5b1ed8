import { getRouteApi, Outlet, useNavigate } from '@tanstack/react-router';
import { AccountScreen, LogScreen, MailboxesScreen, MailboxScreen, SettingsLayout, SuspendedScreen } from '@/features/settings';
import { MissingScreen } from '../fallbacks';
import { idOf } from '../ids';

const mailboxes = getRouteApi('/staff/settings/email');
const mailbox = getRouteApi('/staff/settings/email/$mailbox');
const log = getRouteApi('/staff/settings/email/log');
const suspended = getRouteApi('/staff/settings/email/suspended');

export function SettingsRoute() {
  return (
    <SettingsLayout>
      <Outlet />
    </SettingsLayout>
  );
}

export function AccountRoute() {
  return <AccountScreen />;
}

export function MailboxesRoute() {
  const navigate = useNavigate();
  const { sign_in: signIn } = mailboxes.useSearch();
  return <MailboxesScreen signIn={signIn} onSignInSeen={() => void navigate({ to: '/settings/email', search: {}, replace: true })} />;
}

export function MailboxRoute() {
  const { mailbox: text } = mailbox.useParams();
  const id = idOf(text);
  if (id === null && text !== 'new') return <MissingScreen />;
  return <MailboxScreen key={text} id={id} />;
}

export function MailLogRoute() {
  const navigate = useNavigate();
  return (
    <LogScreen search={log.useSearch()} onSearch={(search) => void navigate({ to: '/settings/email/log', search, replace: true })} />
  );
}

export function SuspendedRoute() {
  const navigate = useNavigate();
  return (
    <SuspendedScreen
      search={suspended.useSearch()}
      onSearch={(search) => void navigate({ to: '/settings/email/suspended', search, replace: true })}
    />
  );
}
