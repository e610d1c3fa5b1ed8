export { hasOf, homeOf, openSections, SETTINGS_GROUPS, settingsCommands } from './settings';
export type { Has, SettingsCommand, SettingsGroup, SettingsRoute, SettingsSection } from './settings';
export { SettingsLink, useOpenSettings, useSettingsAddress } from './settings-link';
export type { SettingsLinkProps } from './settings-link';
export { joinSlots, NO_SLOTS, SlotsProvider, useSlots } from './slots';
export type { FeatureSlots, Slots } from './slots';
export { joinTicketSlots, NO_TICKET_SLOTS, sectionsOf, stepKindOf, TicketSlotsProvider, useTicketSlots } from './ticket-slots';
export type { FeatureTicketSlots, PanelSection, PanelTab, StepKind, TicketSlots } from './ticket-slots';
