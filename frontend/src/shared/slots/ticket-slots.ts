import { createContext, useContext, type ComponentType } from 'react';
import type { LucideIcon } from 'lucide-react';
import type { Entry, TicketDetail } from '../api';
import type { LivePart } from './live-parts';
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

/** How one kind of entry, or one step within it, reads in the timeline. It takes one line. */
export interface StepKind {
  id: string;
  /** The entry's kind, as the server names it. */
  kind: string;
  /** `payload.step`; without it, every step of the kind that has no declaration of its own. */
  step?: string;
  icon: LucideIcon | 'assistant';
  /** Its name; it stands where the entry has no words of its own. */
  labelKey: string;
  /** Shown instead of words and name. */
  text?: ComponentType<{ entry: Entry }>;
}

/** What one feature adds to the screen of a ticket; its `ticket-slots.ts` exports it as default. */
export interface FeatureTicketSlots {
  panel?: readonly PanelSection[];
  steps?: readonly StepKind[];
  live?: readonly LivePart[];
}

/** What all features add to it. */
export type TicketSlots = Readonly<Required<FeatureTicketSlots>>;

export const NO_TICKET_SLOTS: TicketSlots = { panel: [], steps: [], live: [] };

/** Joins what the features add. Throws where two of one kind share an id. */
export function joinTicketSlots(features: readonly FeatureTicketSlots[]): TicketSlots {
  return {
    panel: unique('panel', features.flatMap(({ panel }) => panel ?? [])),
    steps: unique('steps', features.flatMap(({ steps }) => steps ?? [])),
    live: unique('live', features.flatMap(({ live }) => live ?? [])),
  };
}

/** The sections of one tab that somebody sees, from top to bottom. */
export function sectionsOf(panel: readonly PanelSection[], tab: PanelTab, has: Has, ticket: TicketDetail): PanelSection[] {
  const placeOf = (section: PanelSection): number => section.places[tab] ?? 0;
  return panel
    .filter((section) => tab in section.places && (section.may?.(has, ticket) ?? true))
    .sort((a, b) => placeOf(a) - placeOf(b));
}

/** The declaration of an entry: of its step, else of its kind; undefined for one that nobody declared. */
export function stepKindOf(steps: readonly StepKind[], entry: Entry): StepKind | undefined {
  const step = 'step' in entry.payload ? entry.payload.step : undefined;
  const ofKind = steps.filter((known) => known.kind === entry.kind);
  return ofKind.find((known) => known.step !== undefined && known.step === step) ?? ofKind.find((known) => known.step === undefined);
}

const TicketSlotsContext = createContext<TicketSlots>(NO_TICKET_SLOTS);

export const TicketSlotsProvider = TicketSlotsContext.Provider;

export const useTicketSlots = (): TicketSlots => useContext(TicketSlotsContext);
