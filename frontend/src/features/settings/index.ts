export { SettingsOverview } from './overview-screen';
export { SettingsLayout } from './settings-layout';
export { settingsSearch, useSignInOutcome, type SettingsSearch } from './sign-in-outcome';
