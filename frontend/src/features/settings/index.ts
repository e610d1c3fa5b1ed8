export { SettingsOverview } from './overview-screen';
export { SettingsLayout } from './settings-layout';
