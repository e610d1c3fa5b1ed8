import { createContext, useContext, type ComponentType } from 'react';
import type { TicketDetail } from '../api';
import type { Has } from './settings';
import { unique } from './unique';

export type PanelTab = 'customer' | 'copilot';

/** A section beside the conversation. It asks for its own data and shows nothing where there are none. */
export interface PanelSection {
  id: string;
  /** Its name where it could not be shown. */
  labelKey: string;
  /** The tabs that have it, each with its place: sections stand in the order of these numbers. */
  places: Partial<Record<PanelTab, number>>;
  /** Who sees it; without it, everybody who sees the ticket. */
  may?: (has: Has, ticket: TicketDetail) => boolean;
  component: ComponentType;
}

/** What one feature adds to the screen of a ticket; its `ticket-slots.ts` exports it as default. */
export interface FeatureTicketSlots {
  panel?: readonly PanelSection[];
}

/** What all features add to it. */
export type TicketSlots = Readonly<Required<FeatureTicketSlots>>;

export const NO_TICKET_SLOTS: TicketSlots = { panel: [] };

/** Joins what the features add. Throws where two of one kind share an id. */
export function joinTicketSlots(features: readonly FeatureTicketSlots[]): TicketSlots {
  return {
    panel: unique('panel', features.flatMap(({ panel }) => panel ?? [])),
  };
}

/** The sections of one tab that somebody sees, from top to bottom. */
export function sectionsOf(panel: readonly PanelSection[], tab: PanelTab, has: Has, ticket: TicketDetail): PanelSection[] {
  const placeOf = (section: PanelSection): number => section.places[tab] ?? 0;
  return panel
    .filter((section) => tab in section.places && (section.may?.(has, ticket) ?? true))
    .sort((a, b) => placeOf(a) - placeOf(b));
}

const TicketSlotsContext = createContext<TicketSlots>(NO_TICKET_SLOTS);

export const TicketSlotsProvider = TicketSlotsContext.Provider;

export const useTicketSlots = (): TicketSlots => useContext(TicketSlotsContext);
