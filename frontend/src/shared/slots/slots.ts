import { createContext, useContext, type ComponentType } from 'react';
import type { PaletteCommand } from './commands';
import type { SettingsSection } from './settings';
import { unique } from './unique';

/** A part of the assistant's settings that another feature brings; it saves by itself, beside the draft. */
export interface AssistantSection {
  id: string;
  /** Its place among the others, which stand ten apart. */
  order: number;
  /** Loads the part when the screen is opened. */
  section: () => Promise<ComponentType>;
}

/** What one feature adds to the screens of others; its `slots.ts` exports it as default. */
export interface FeatureSlots {
  settings?: readonly SettingsSection[];
  commands?: readonly PaletteCommand[];
  assistant?: readonly AssistantSection[];
}

/** What all features add. */
export type Slots = Readonly<Required<FeatureSlots>>;

export const NO_SLOTS: Slots = { settings: [], commands: [], assistant: [] };

/** Joins what the features add, in their order. Throws where two of one kind share an id. */
export function joinSlots(features: readonly FeatureSlots[]): Slots {
  return {
    settings: unique('settings', features.flatMap(({ settings }) => settings ?? [])),
    commands: unique('commands', features.flatMap(({ commands }) => commands ?? [])),
    assistant: unique('assistant', features.flatMap(({ assistant }) => assistant ?? [])),
  };
}

const SlotsContext = createContext<Slots>(NO_SLOTS);

export const SlotsProvider = SlotsContext.Provider;

export const useSlots = (): Slots => useContext(SlotsContext);
