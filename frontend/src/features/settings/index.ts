export { AccountScreen } from './account/account-screen';
export { LogScreen } from './email/log-screen';
export type { LogSearch } from './email/log-screen';
export { MailboxScreen } from './email/mailbox-screen';
export { MailboxesScreen } from './email/mailboxes-screen';
export { SuspendedScreen } from './email/suspended-screen';
export type { SuspendedSearch } from './email/suspended-screen';
export { SettingsLayout } from './settings-layout';
