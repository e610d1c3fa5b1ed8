export { AskedRemoval } from './asked-removal';
export { Discard } from './discard';
export { LastChange } from './last-change';
export { LeaveGuard } from './leave-guard';
export { MergeSaid } from './merge-said';
export { SettingsForm, SettingsPage, SettingsScreen } from './settings-screen';
export { SaveFault, SaveFoot } from './save';
export { useForm } from './use-form';
export type { Form } from './use-form';
